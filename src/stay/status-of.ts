import { verdictOf } from './answering.ts';
import { decide } from './decide.ts';
import { cancelledBy, desiredOf } from './desired.ts';
import type { LedgerEntry } from './ledger.ts';
import { nextInWords } from './next-in-words.ts';
import { gravest } from './problem-sources.ts';
import { latestRevision, revisionsOf } from './requests.ts';
import { isShutByHold } from './shut-by-hold.ts';
import type { StayState } from './state.ts';
import type { Phase, Revisions, Status, StatusEntry } from './status.ts';
import type { Step } from './step.ts';
import { viewOf } from './view.ts';

/**
 * The stay as backends and operators are shown it. Nothing personal, no secret. `now` is epoch milliseconds;
 * `step` is what it does next, for whoever has decided that already.
 */
export function statusOf(state: StayState, now: number, step?: Step): Status {
  const { life, planned, orphan, hold, notes, requests } = state;
  if (life.phase === 'superseded') return life.last;
  const desired = desiredOf(state);
  const before = planned === undefined ? orphan?.last : undefined;
  const revisions = revisionsOf(desired, requests.heard);
  const problem = gravest(state.problems);
  const credentialId = credentialOfGuest(state)?.id;
  const next = nextInWords(step ?? decide(state, now));
  return {
    reservationId: state.reservationId,
    listingId: listingIdOf(state),
    ...windowShown(planned?.plan ?? before),
    phase: phaseOf(state, now),
    revision: Math.max(latestRevision(revisions), before?.revision ?? 0),
    revisions: { ...before?.revisions, ...revisionsShown(revisions) },
    ...(problem && { problem }),
    ...(hold && { held: { since: iso(hold.since) } }),
    ...(credentialId === undefined ? {} : { credentialId }),
    ledger: state.ledger.map(entryShown),
    ...(state.forgottenEntries === undefined ? {} : { forgottenEntries: state.forgottenEntries }),
    ...endShown(state),
    ...(next === undefined ? {} : { next }),
    ...(notes.length > 0 ? { notes } : {}),
    ...lastSignalShown(state),
    ...announcedShown(state),
  };
}

/** The listing that the stay is at, or is to be at. */
export function listingIdOf(state: StayState): string {
  return state.planned?.plan.listingId ?? desiredOf(state).listingId?.value ?? '';
}

function announcedShown({ outbox }: StayState): Pick<Status, 'announced'> {
  if (outbox === undefined) return {};
  const { last, waiting } = outbox;
  return { announced: { last, ...(waiting.length === 0 ? {} : { waiting }) } };
}

/** Where in its life the stay is. */
export function phaseOf(state: StayState, now: number): Phase {
  const { life, planned, hold, access } = state;
  if (life.phase === 'ending') return 'revoking';
  if (life.phase === 'ended') return 'revoked';
  if (life.phase !== 'living' || planned === undefined)
    return desiredOf(state).cancelled?.value ? 'revoking' : 'planning';
  if (hold !== undefined && isShutByHold(viewOf(state, planned, now))) return 'held';
  const { grantAt, opensAt } = planned.plan;
  if (grantAt !== undefined && now < Date.parse(grantAt)) return 'waiting';
  if (!access.wasEverConfirmed) return 'granting';
  return now < Date.parse(opensAt) ? 'waiting' : 'open';
}

/**
 * The credential that the guest has: while an access moves, the one that was confirmed last. That of a
 * guest who was replaced is nobody's to be told, nor one of a room that the guest has left, nor what a look found.
 */
function credentialOfGuest({ ledger, access, planned }: StayState): LedgerEntry | undefined {
  const isOthers = ({ scope }: LedgerEntry): boolean =>
    scope.of !== 'access' || scope.guest < (planned?.guest ?? 1);
  const live = ledger.filter(
    (e) => e.kind === 'credential' && e.state === 'live' && !e.isReplaced && !isOthers(e),
  );
  return live.find(({ id }) => id === access.credentialId) ?? live[0];
}

/** How the stay has ended, and what was proven of that. */
export function endShown(state: StayState): Partial<Status> {
  const { life, orphan, planned } = state;
  // Nobody has put it since its workflow was stopped, and nobody had ended it before.
  const isOrphaned =
    orphan !== undefined && planned === undefined && orphan.last?.endedBy === undefined;
  const orphaned = isOrphaned ? { orphaned: true as const } : {};
  if (life.phase !== 'ending' && life.phase !== 'ended') {
    const by = cancelledBy(state);
    return by === undefined ? orphaned : { endedBy: by, ...orphaned };
  }
  const { by, firstProofAt } = life;
  const provenAt = life.phase === 'ended' ? life.provenAt : undefined;
  return {
    endedBy: by,
    ...orphaned,
    ...(firstProofAt === undefined ? {} : { absentSince: iso(firstProofAt) }),
    ...(provenAt === undefined ? {} : { revokedAt: iso(provenAt) }),
  };
}

/** An entry of the ledger, with the evidence of its removal. */
function entryShown(entry: LedgerEntry): StatusEntry {
  const { kind, id, state, kept, removalAskedAt, removalAcceptedAt, goneAt } = entry;
  return {
    kind,
    ...(id === undefined ? {} : { id }),
    state,
    ...(kept && { kept }),
    ...(removalAskedAt && { removalAskedAt }),
    ...(removalAcceptedAt && { removalAcceptedAt }),
    ...(goneAt && { goneAt }),
  };
}

/** The window, as far as it is known. */
export function windowShown(
  known: Pick<Status, 'recipe' | 'opensAt' | 'closesAt' | 'timeZone'> | undefined,
): Pick<Status, 'recipe' | 'opensAt' | 'closesAt' | 'timeZone'> {
  return {
    ...(known?.recipe && { recipe: known.recipe }),
    ...(known?.opensAt && { opensAt: known.opensAt }),
    ...(known?.closesAt && { closesAt: known.closesAt }),
    ...(known?.timeZone && { timeZone: known.timeZone }),
  };
}

function revisionsShown({
  checkIn,
  checkOut,
  listingId,
  cancelled,
}: ReturnType<typeof revisionsOf>): Revisions {
  return {
    ...(checkIn === undefined ? {} : { checkIn }),
    ...(checkOut === undefined ? {} : { checkOut }),
    ...(listingId === undefined ? {} : { listing: listingId }),
    ...(cancelled === undefined ? {} : { cancelled }),
  };
}

/** What became of the last message for whose verdict nobody waits. */
function lastSignalShown(state: StayState): Pick<Status, 'lastSignal'> {
  const { lastSignal } = state.requests;
  if (lastSignal === undefined) return {};
  const { name, at, number = 0, verdict = verdictOf(state, number) } = lastSignal;
  return { lastSignal: { name, at: iso(at), verdict: verdict ?? UNTOLD } };
}

const UNTOLD = { outcome: 'pending', reason: 'It is being done; look at the status.' } as const;

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
