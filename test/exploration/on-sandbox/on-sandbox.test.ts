import { describe, expect, it } from 'vitest';

import type { SeamObject } from '../seam/objects.ts';
import { TRAITS, traitOf } from '../world/traits.ts';
import type { World } from '../world/world.ts';

import { playPath, playPaths } from './playing-paths.ts';
import { pathOf, type Played } from './sample.ts';

const PATHS = 30;

describe('a path of the exploration, played against the sandbox by the product’s activities', () => {
  it.each(TRAITS)('leaves the same objects at $recipe, after every move', async (trait) => {
    const played = await playPaths(trait, { requests: 2, faults: 2 }, { count: PATHS });
    expect(played.differing.join('\n\n')).toBe('');
    // Else too many paths are left where the sandbox has nothing like a move of theirs.
    const left = Object.values(played.left).reduce((sum, each) => sum + each, 0);
    expect(left, JSON.stringify(played.left)).toBeLessThan(PATHS / 3);
  });
});

type Err = (after: World, before: World) => World;

function withObjects(world: World, objects: readonly SeamObject[]): World {
  return { ...world, seam: { ...world.seam, objects } };
}

function withEach(world: World, facts: Partial<SeamObject>): World {
  return withObjects(
    world,
    world.seam.objects.map((o) => (o.isForeign ? o : { ...o, ...facts })),
  );
}

/** What a model might do wrong in one step of a life in which all is well. */
const ERRORS: readonly (readonly [string, string, Err])[] = [
  ['leaves a credential that is removed', 'removeCredential', (a, b) => ({ ...a, seam: b.seam })],
  ['takes nobody into a group', 'joinAccessGroups', (after) => withEach(after, { groupIds: [] })],
  ['makes no PIN', 'issueCredential', (a, b) => withObjects(a, b.seam.objects)],
  ['suspends who is looked at', 'confirmAccess', (after) => withEach(after, { isSuspended: true })],
  [
    'opens at another time',
    'addAccessUser',
    (after) => withEach(after, { window: { opensAt: '', closesAt: '' } }),
  ],
  ['has the stay do something else', 'planStay', (a, b) => ({ ...a, running: b.running })],
];

describe('a model that errs', () => {
  const path = pathOf(traitOf('salto-ks-pin'), { requests: 0, faults: 0 }, 'all is well');

  it('is one only where it does', async () => {
    expect(await playPath(path)).toEqual({ at: path.length, differences: [] });
  });

  it.each(ERRORS)('and %s is found out', async (_error, step, err) => {
    const first = path.findIndex(({ move }) => move.does === 'step' && move.step === step);
    const erring = path.map((played, at): Played => {
      const { before, after } = played;
      return at === first ? { ...played, after: err(after, before) } : played;
    });
    const { at, differences } = await playPath(erring);
    expect(at).toBe(first);
    expect(differences.join()).not.toBe('');
  });
});
