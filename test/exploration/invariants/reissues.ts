import type { LedgerEntry } from '../../../src/stay/ledger.ts';
import { scopeOf } from '../../../src/stay/plan.ts';
import { isSameScope } from '../../../src/stay/scope.ts';
import type { Planned } from '../../../src/stay/state.ts';
import { isKeyOf } from '../../../src/stay/step.ts';
import { findObject } from '../seam/objects.ts';
import type { World } from '../world/world.ts';

import { isGrantDue } from './access.ts';
import { isPaused, isTroubled } from './excuses.ts';
import { violated, type Violation } from './violation.ts';

/** The live credential that is wanted, as far as the stay knows. */
export function newestOf({ state }: World): LedgerEntry | undefined {
  const { planned, ledger, access } = state;
  return planned && ledger.find((e) => isLive(e, planned) && (e.issue ?? 1) === access.issue);
}

function isLive({ kind, state: is, scope }: LedgerEntry, { plan, guest }: Planned): boolean {
  return kind === 'credential' && is === 'live' && isSameScope(scope, scopeOf(plan, guest));
}

/** What is wrong with a new PIN or key that is answered as applied; undefined if nothing is. */
export function flawOfReissue({ witness, seam, state }: World, number: number): string | undefined {
  const replaced = witness.toReplace.find((r) => r.number === number);
  if (replaced === undefined || replaced.isFirst) return undefined;
  // A reissue of a held stay is done at the release: until then nobody has the new one.
  if (state.hold !== undefined) return 'the stay is held, and has no new one';
  const { ids, codes } = replaced;
  const left = ids.find((id) => findObject(seam, id) !== undefined);
  if (left !== undefined) return `${left} is still there`;
  const again = seam.objects.find(({ code }) => code !== undefined && codes.includes(code));
  return again === undefined ? undefined : `${again.id} has the code of before`;
}

/** What is wrong with a new PIN that is refused: the guest has none, or one that is another. */
export function flawOfRefusedReissue(world: World, number: number): string | undefined {
  const { seam, witness } = world;
  const newest = findObject(seam, newestOf(world)?.id);
  if (newest === undefined) return 'the guest has no PIN';
  const { codes = [] } = witness.toReplace.find((r) => r.number === number) ?? {};
  return newest.code !== undefined && codes.includes(newest.code)
    ? undefined
    : `${newest.id} has another code`;
}

/** The same as for one that is applied, where something else of the access is refused, or fails: the new one is there, and was seen. */
export function flawOfNewOne(world: World): string | undefined {
  const id = newestOf(world)?.id;
  if (findObject(world.seam, id) === undefined) return 'there is no new one';
  return id === world.witness.lookedAt ? undefined : `nobody has looked at ${id}`;
}

/** Whether Seam refuses the new one, or has refused to show it since it was asked for. */
function isRefused({ state, witness }: World): boolean {
  const { tries, access } = state;
  const askedAt = witness.toReplace.at(-1)?.at ?? 0;
  return Object.entries(tries).some(
    ([key, tried]) =>
      tried.isRefused &&
      (isKeyOf(key, 'confirmAccess')
        ? tried.at >= askedAt
        : key.startsWith('issueCredential') && key.endsWith(` issue ${access.issue}`)),
  );
}

/**
 * Whoever asked for a new PIN fears the old one: what Seam refuses of something else is no reason to leave it, or to
 * leave whoever asked without a verdict.
 */
export function judgeReissue(world: World, { plan, guest }: Planned): readonly Violation[] {
  const { state, seam } = world;
  const { ledger, hold, access } = state;
  if (hold !== undefined || !isGrantDue(world, plan)) return [];
  if (isPaused(world) || isTroubled(world)) return [];
  const here = ledger.filter((e) => isLive(e, { plan, guest }));
  const old = here.find((e) => (e.issue ?? 1) < access.issue && findObject(seam, e.id));
  if (isRefused(world)) return [];
  if (old !== undefined)
    return violated('I1 no stranger', `${old.id} was to be replaced, and nothing keeps it`);
  const isDone = state.requests.open.some(
    ({ kind, number }) => kind === 'reissue' && flawOfReissue(world, number) === undefined,
  );
  return isDone && flawOfNewOne(world) === undefined
    ? violated('I5 no lost word', 'the new PIN is there, and whoever asked for it is not told')
    : [];
}
