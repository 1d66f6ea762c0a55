import type { Recalled } from './activities-planning.ts';
import { outboxAfter } from './announcement.ts';
import { newestRevisions, type FieldRevisions } from './requests.ts';
import { expectIdentities, expectLeftIn } from './sightings.ts';
import type { StayState } from './state.ts';
import type { Status } from './status.ts';
import { ATTEMPT_MS } from './step.ts';

/**
 * Takes in what an earlier run of the stay left when it was stopped from outside: the ledger has it as
 * asked for in those systems until it was looked for, and the end has something to prove.
 */
export function takeInRecalled(
  state: StayState,
  { previous, leftIn = [], onlyNamedIn, left, quietPeriodMs }: Recalled,
  now: number,
): StayState {
  const recalled = left ?? { userIds: [], namedByGuideIn: [] };
  const heard = newestRevisions(state.requests.heard, heardBefore(previous));
  const { announced } = previous ?? {};
  const outbox = state.outbox ?? (announced && outboxAfter(announced));
  const next: StayState = {
    ...state,
    ...holdBefore(state, previous),
    recalled,
    requests: { ...state.requests, heard },
    ...(outbox && { outbox }),
  };
  const { identitiesOf = [] } = recalled;
  if (leftIn.length === 0 && identitiesOf.length === 0) return next;
  // An attempt of the run that is gone may still be under way, and send a create.
  const lastCreateAt = Math.max(state.lastCreateAt ?? 0, now + ATTEMPT_MS);
  const quietMs = quietPeriodMs ?? state.quietPeriodMs;
  const unconfirmedUntil = new Date(lastCreateAt + quietMs).toISOString();
  return expectIdentities(
    expectLeftIn(
      { ...next, lastCreateAt, quietPeriodMs: quietMs },
      { systemIds: leftIn, onlyNamedIn },
      // It is looked for at once, and again when nothing of it can come any more.
      { isProofDue: true, unconfirmedUntil },
    ),
    identitiesOf,
  );
}

/** Whoever holds a stay lets nobody in, whichever run of it goes on and however that one ended, until it is released. */
function holdBefore(state: StayState, previous: Status | undefined): Pick<StayState, 'hold'> {
  const since = previous?.held?.since;
  if (since === undefined || state.hold !== undefined || wasReleased(state)) return {};
  return { hold: { since: Date.parse(since) } };
}

/** Whether this run has taken a release, which came after any hold of an earlier run. */
function wasReleased({ requests }: StayState): boolean {
  return (
    requests.open.some(({ kind }) => kind === 'release') ||
    requests.answers.some((a) => a.kind === 'release' && a.verdict.outcome !== 'too-late')
  );
}

function heardBefore(previous: Status | undefined): FieldRevisions {
  const { checkIn, checkOut, listing, cancelled } = previous?.revisions ?? {};
  return {
    ...(checkIn === undefined ? {} : { checkIn }),
    ...(checkOut === undefined ? {} : { checkOut }),
    ...(listing === undefined ? {} : { listingId: listing }),
    ...(cancelled === undefined ? {} : { cancelled }),
  };
}
