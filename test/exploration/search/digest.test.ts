import { describe, expect, it } from 'vitest';

import type { World } from '../world/world.ts';

import { digestOf } from './digest.ts';
import { nameOf, waysIn, withField, type Way } from './fields.ts';
import { LEFT_OUT, LOOKED_AT, ONLY_THERE } from './left-out.ts';
import { someWorlds } from './some-worlds.ts';

const STAYS = 40;
const MOVES = 40;
/** Of so many worlds the fields of one are looked at. */
const SAMPLED = 7;
/** So many worlds have each field at most. */
const MOST_EXAMPLES = 40;

/** Fields of one place that are left out, and why. */
const LEFT_OUT_HERE: Readonly<Record<string, string>> = {
  'state.requests.received': 'the next request is the newest, whatever its number',
  'state.problems.*.since': 'for people',
  'state.problems.*.seenAt': 'for people',
  'state.problems.*.said': 'for people',
};

interface Example {
  readonly world: World;
  readonly way: Way;
}

const examples = examplesIn(someWorlds(STAYS, MOVES));
const names = [...examples.keys()];

describe('the number of a world', () => {
  it('is another one without any field, but for those that are said to be left out', () => {
    expect(names.filter((name) => !isLeftOut(name) && !isSeen(name, () => undefined))).toEqual([]);
  });

  it('is another one with another value of any field', () => {
    const isOnlyThere = (name: string): boolean => name.split('.').some((n) => ONLY_THERE.has(n));
    const looked = names.filter((name) => !isLeftOut(name) && !isOnlyThere(name));
    expect(looked.filter((name) => !isSeen(name, another))).toEqual([]);
  });

  it.each(['removalAskedAt', 'tag', 'told', 'orphan', 'mayGoUntil', 'isReplaced'])(
    'is another one without %s, by which a step is decided',
    (field) => {
      const having = names.filter((name) => name.endsWith(`.${field}`));
      expect(having.some((name) => isSeen(name, () => undefined))).toBe(true);
      expect(Object.keys(LEFT_OUT)).not.toContain(field);
    },
  );

  it('leaves out no field that no world has', () => {
    const has = (field: string): boolean => names.some((name) => name.split('.').includes(field));
    expect([...Object.keys(LEFT_OUT), ...ONLY_THERE].filter((field) => !has(field))).toEqual([]);
  });
});

/** For each field worlds that have it. */
function examplesIn(worlds: readonly World[]): ReadonlyMap<string, readonly Example[]> {
  const found = new Map<string, Example[]>();
  for (const [at, world] of worlds.entries()) {
    if (at % SAMPLED !== 0) continue;
    const { state, seam, running, witness, earlier } = world;
    for (const way of waysIn({ state, seam, running, witness, earlier })) {
      const list = found.get(nameOf(way)) ?? [];
      if (list.length < MOST_EXAMPLES) found.set(nameOf(way), [...list, { world, way }]);
    }
  }
  return found;
}

function isLeftOut(name: string): boolean {
  const parts = name.split('.');
  const isOfEarlier = name.startsWith('earlier.previous.');
  return (
    parts.some((part) => part in LEFT_OUT) ||
    parts.slice(0, -1).some((part) => ONLY_THERE.has(part)) ||
    name in LEFT_OUT_HERE ||
    (isOfEarlier && !LOOKED_AT.some((one) => one === parts[2]))
  );
}

/** Whether it makes a difference to the number of some world that a field is otherwise. */
function isSeen(name: string, make: (field: unknown) => unknown): boolean {
  return (examples.get(name) ?? []).some(({ world, way }) => {
    const before = digestOf(world, true, 'what matters');
    try {
      return digestOf(withField(world, way, make), true, 'what matters') !== before;
    } catch {
      // Nobody can read the state without it.
      return true;
    }
  });
}

function another(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 100_000_000;
  return typeof value === 'string' ? `${value}x` : undefined;
}
