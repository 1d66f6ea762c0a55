import { unseenAccess } from './access.ts';
import { outboxAfter } from './announcement.ts';
import type { LastSaid, Remain } from './remains.ts';
import type { Field, Fields } from './requests.ts';
import { expectLeftIn, sightingOf } from './sightings.ts';
import { STATE_VERSION, type StayState } from './state.ts';
import type { EndedBy } from './status.ts';
import { ATTEMPT_MS } from './step.ts';

/** Between the two proofs of absence, where nobody said it. Milliseconds. */
const DEFAULT_QUIET_MS = 600_000;

/** A stay that has received nothing yet. */
export function newState(reservationId: string): StayState {
  return {
    version: STATE_VERSION,
    reservationId,
    requests: {
      received: 0,
      changes: 0,
      reissues: 0,
      overtaking: 0,
      heard: {},
      open: [],
      answers: [],
    },
    life: { phase: 'planning' },
    access: unseenAccess(1),
    ledger: [],
    tries: {},
    problems: {},
    quietPeriodMs: DEFAULT_QUIET_MS,
    notes: [],
  };
}

/** What the reconciler knows of a stay whose run was stopped from outside. */
export interface Orphan {
  readonly reservationId: string;
  readonly found: readonly Remain[];
  /** Systems where more of it may be. */
  readonly systemIds: readonly string[];
  /** Those of them that only checks had named. */
  readonly onlyNamedIn?: readonly string[] | undefined;
  readonly quietPeriodMs: number;
  readonly last?: LastSaid | undefined;
  readonly endedBy: EndedBy;
  /** A Salto KS mobile guide may have named a user of it by the reservation id. */
  readonly mayBeNamedByGuide: boolean;
}

/** A stay that ends what an earlier run left: it is wanted no more. `now` is epoch milliseconds. */
export function orphanState(orphan: Orphan, now: number): StayState {
  const { reservationId, found, systemIds, quietPeriodMs, last, endedBy } = orphan;
  const state: StayState = {
    ...endedBefore(newState(reservationId), last?.listingId ?? '', endedBy, now),
    ledger: found.map(sightingOf),
    recalled: { userIds: [], namedByGuideIn: orphan.mayBeNamedByGuide ? systemIds : [] },
    orphan: { endedBy, last },
    // A stay that was held lets nobody in by a later put either, until it is released.
    ...(last?.held && { hold: { since: Date.parse(last.held.since) } }),
    quietPeriodMs,
    // An attempt of the run that is gone may still be under way, and send a create.
    lastCreateAt: now + ATTEMPT_MS,
    notes: ['Its workflow was stopped from outside; what it left at Seam is revoked.'],
    ...(last?.announced && { outbox: outboxAfter(last.announced) }),
  };
  return expectLeftIn(state, orphan);
}

/** A cancellation of a stay that there never was, or that has ended. `now` is epoch milliseconds. */
export function rememberingState(
  reservationId: string,
  revision: number | undefined,
  now: number,
): StayState {
  const state = endedBefore(newState(reservationId), '', 'cancellation', now);
  const { accepted } = state.requests;
  const cancelled = {
    value: true,
    by: 0,
    since: 0,
    ...(revision === undefined ? {} : { revision }),
  };
  return {
    ...state,
    requests: { ...state.requests, ...(accepted && { accepted: { ...accepted, cancelled } }) },
    life: {
      phase: 'ending',
      by: 'cancellation',
      since: now,
      rememberedUntil: now + DEFAULT_QUIET_MS,
    },
  };
}

/** A field that no request of this run has said. */
function field<V>(value: V): Field<V> {
  return { value, by: 0, since: 0 };
}

function endedBefore(state: StayState, listingId: string, by: EndedBy, now: number): StayState {
  const accepted: Fields = {
    checkIn: field(''),
    checkOut: field(''),
    listingId: field(listingId),
    guest: field({ fullName: '' }),
    cancelled: field(true),
  };
  return {
    ...state,
    requests: { ...state.requests, accepted },
    life: { phase: 'ending', by, since: now },
  };
}
