import type { Phase, Revisions, Status, StatusEntry } from '../src/contract/status.ts';
import type { LedgerEntry } from '../src/stay/ledger.ts';
import { latestRevision, type Wish } from '../src/stay/wish.ts';

import type { Stay } from './stay.ts';

/** The stay as backends and operators are shown it. Nothing personal, no secret. */
export function statusOf(stay: Stay): Status {
  const { gravest: problem } = stay.problems;
  const { lastSignal } = stay.tickets;
  const { plan, endedBy, absentSince, revokedAt } = stay;
  const before = plan === undefined ? stay.orphan?.last : undefined;
  const credential = credentialInHand(stay);
  const next = nextOf(stay);
  return {
    reservationId: stay.reservationId,
    listingId: plan?.listingId ?? stay.wish.listingId.value,
    ...plannedOf(plan ?? before),
    phase: phaseOf(stay),
    revision: Math.max(latestRevision(stay.wish), before?.revision ?? 0),
    revisions: { ...before?.revisions, ...revisionsOf(stay.wish) },
    ...(problem && { problem }),
    ...(credential?.id === undefined ? {} : { credentialId: credential.id }),
    ledger: stay.ledger.map(shown),
    ...(endedBy && { endedBy }),
    ...(isOrphaned(stay) ? { orphaned: true as const } : {}),
    ...(absentSince === undefined ? {} : { absentSince }),
    ...(revokedAt === undefined ? {} : { revokedAt }),
    ...(next === undefined ? {} : { next }),
    ...(stay.notes.length > 0 ? { notes: [...stay.notes] } : {}),
    ...(lastSignal && { lastSignal }),
  };
}

/** The credential that the guest has: while an access moves, the one that was confirmed last. */
function credentialInHand({ ledger, inHand }: Stay): LedgerEntry | undefined {
  const live = ledger.filter((e) => e.kind === 'credential' && e.state === 'live');
  return live.find(({ id }) => id === inHand) ?? live[0];
}

/** An entry of the ledger, with the evidence of its removal. */
function shown(entry: LedgerEntry): StatusEntry {
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

function plannedOf(
  known: Pick<Status, 'recipe' | 'opensAt' | 'closesAt' | 'timeZone'> | undefined,
): Pick<Status, 'recipe' | 'opensAt' | 'closesAt' | 'timeZone'> {
  return {
    ...(known?.recipe && { recipe: known.recipe }),
    ...(known?.opensAt && { opensAt: known.opensAt }),
    ...(known?.closesAt && { closesAt: known.closesAt }),
    ...(known?.timeZone && { timeZone: known.timeZone }),
  };
}

/** Nobody has put it since its workflow was stopped, and nobody had ended it before. */
function isOrphaned(stay: Stay): boolean {
  return (
    stay.orphan !== undefined && stay.plan === undefined && stay.orphan.last?.endedBy === undefined
  );
}

/** Where in its life the stay is. */
function phaseOf(stay: Stay): Phase {
  const { plan } = stay;
  if (stay.isEnding) return stay.revokedAt === undefined ? 'revoking' : 'revoked';
  if (plan === undefined) return stay.wish.cancelled.value ? 'revoking' : 'planning';
  const now = Date.now();
  if (plan.grantAt !== undefined && now < Date.parse(plan.grantAt)) return 'waiting';
  if (!stay.held) return 'granting';
  return now < Date.parse(plan.opensAt) ? 'waiting' : 'open';
}

/** What the stay does next by itself, in words. */
function nextOf(stay: Stay): string | undefined {
  const { nextMove: move } = stay;
  if (stay.revokedAt !== undefined) return undefined;
  if (stay.isEnding) {
    return stay.absentSince === undefined
      ? 'Remove everything and look whether it is gone'
      : 'Prove after the quiet period that nothing came back';
  }
  if (move === undefined) return 'Plan the stay';
  switch (move.do) {
    case 'plan':
      return 'Plan the stay';
    case 'wait':
      return `${WAITS[move.for]} at ${new Date(move.until).toISOString()}`;
    case 'watch':
      return 'Look again until Seam clears the trouble';
    case 'end':
      return 'End the stay';
    default:
      return DOES[move.do];
  }
}

const WAITS = {
  'check-in': 'Check-in',
  'check-out': 'Check-out',
  doubt: 'Look again for doubles',
  change: 'Wait for a change or a retry, and look again',
};
const DOES = {
  withdraw: 'Take the access back until check-in',
  'move-window': 'Move the window',
  grant: 'Grant the access',
  confirm: 'Look whether Seam shows the access as live',
  'leave-groups': 'Leave the old doors',
  'leave-place': 'Revoke the access at the old listing',
};

function revisionsOf(wish: Wish): Revisions {
  const { checkIn, checkOut, listingId, cancelled } = wish;
  return {
    ...(checkIn.revision === undefined ? {} : { checkIn: checkIn.revision }),
    ...(checkOut.revision === undefined ? {} : { checkOut: checkOut.revision }),
    ...(listingId.revision === undefined ? {} : { listing: listingId.revision }),
    ...(cancelled.revision === undefined ? {} : { cancelled: cancelled.revision }),
  };
}
