import {
  findLive,
  groupsAt,
  isAwaited,
  remaining,
  remainingElsewhere,
  type Ledger,
  type LedgerEntry,
} from './ledger.ts';
import { fingerprintOf, placeOf, windowAt, type Plan } from './plan.ts';
import { isSameWindow } from './window.ts';

/** All that the next move depends on. */
export interface Situation {
  readonly cancelled: boolean;
  /** The plan that answers the wish; undefined while the wish is not planned. */
  readonly plan: Plan | undefined;
  readonly ledger: Ledger;
  /** The recipe ran to its end for this fingerprint. */
  readonly granted: string | undefined;
  /** Seam was seen to hold this fingerprint. */
  readonly confirmed: string | undefined;
  /** The opening instant at which the access was looked at again. */
  readonly lookedAtOpening: string | undefined;
  /** Seam shows a trouble on the access that was confirmed otherwise. */
  readonly inTrouble: boolean;
  /** A move was refused for good: it is not made again before a change or a retry. */
  readonly blocked: Blocked | undefined;
  /** Somebody asked to look at Seam again. */
  readonly lookAsked: boolean;
  /** While the wish is not planned: when the stay closes all the same, since nothing in the wish moves that. */
  readonly closesAnyway: number | undefined;
}

/** A move that was refused for good, and when, in epoch milliseconds. */
export interface Blocked {
  readonly move: Move['do'];
  readonly at: number;
}

/** What a waiting stay waits for. */
export type WaitsFor = 'check-in' | 'check-out' | 'doubt' | 'change';

const DAY_MS = 86_400_000;

/** The next thing to do in the life of a stay. Instants are epoch milliseconds. */
export type Move =
  | { readonly do: 'end'; readonly by: 'cancellation' | 'check-out' }
  | { readonly do: 'plan' }
  | { readonly do: 'withdraw' }
  | { readonly do: 'move-window'; readonly place: string }
  | { readonly do: 'grant' }
  | { readonly do: 'confirm' }
  | { readonly do: 'leave-groups'; readonly groups: readonly string[] }
  | { readonly do: 'leave-place'; readonly place: string }
  | { readonly do: 'watch' }
  | { readonly do: 'wait'; readonly until: number; readonly for: WaitsFor };

/**
 * Compares what is wanted with what there is, and says what to do next. One thing at a time, the
 * one that matters most to whoever stands in front of a door first; the stay looks again after it.
 */
export function nextMove(now: number, s: Situation): Move {
  const { plan } = s;
  if (s.cancelled) return { do: 'end', by: 'cancellation' };
  if (plan === undefined) return planMove(now, s);
  if (now >= Date.parse(plan.closesAt)) return { do: 'end', by: 'check-out' };
  if (plan.grantAt !== undefined && now < Date.parse(plan.grantAt)) {
    // The system does not hold the window: whatever is there would open the door before its time.
    const there = remaining(s.ledger);
    if (there.some((e) => !isAwaited(e, now))) return { do: 'withdraw' };
    return soonest([{ until: Date.parse(plan.grantAt), for: 'check-in' }, ...doubtsOf(there)]);
  }
  const due =
    s.blocked === undefined
      ? (grantMove(now, s, plan) ?? tidyMove(now, s, plan))
      : blockedMove(now, s, plan, s.blocked);
  return due ?? waitMove(now, s, plan);
}

/** A wish that cannot be planned, or not yet, neither keeps a door open nor runs in circles. */
function planMove(now: number, { blocked, closesAnyway }: Situation): Move {
  if (closesAnyway !== undefined && now >= closesAnyway) return { do: 'end', by: 'check-out' };
  if (!blocked) return { do: 'plan' };
  return { do: 'wait', until: closesAnyway ?? now + DAY_MS, for: 'change' };
}

/**
 * What goes on although a move was refused for good: a late create is looked for, and the access that
 * there is, is looked at. Nothing is taken away that the guest may still need.
 */
function blockedMove(now: number, s: Situation, plan: Plan, blocked: Blocked): Move | undefined {
  const here = remaining(s.ledger).filter((e) => e.place === placeOf(plan));
  const isLate = (e: LedgerEntry): boolean =>
    isDoubtDue(e, now) && Date.parse(e.unconfirmedUntil ?? '') > blocked.at;
  if (here.some(isLate)) return { do: 'grant' };
  // A look at what could not be granted would wait for ever.
  if (!LOOKABLE.has(blocked.move) || !isThere(s.ledger, plan)) return undefined;
  if (s.lookAsked || isOpeningUnseen(now, s, plan)) return { do: 'confirm' };
  return s.inTrouble ? { do: 'watch' } : undefined;
}

/** Moves whose refusal leaves an access that can be looked at. */
const LOOKABLE: ReadonlySet<Move['do']> = new Set(['move-window', 'leave-groups', 'leave-place']);

/** Whether the ledger has the whole access of a plan. */
function isThere(ledger: Ledger, plan: Plan): boolean {
  const place = placeOf(plan);
  const groups = groupsAt(ledger, place);
  return (
    plan.accessGroupIds.every((id) => groups.includes(id)) &&
    (['access-user', 'credential'] as const).every(
      (kind) => findLive(ledger, kind, place) !== undefined,
    )
  );
}

function grantMove(now: number, s: Situation, plan: Plan): Move | undefined {
  const place = placeOf(plan);
  // An access that the guest is about to leave is the one that opens until then; one that has shut
  // meanwhile stays shut: its room may be somebody else's by now. One that would open only after the
  // stay does nothing until it is taken away, and where its start is fixed it could not end before.
  const moved = remaining(s.ledger).find(
    (e) =>
      e.window !== undefined &&
      !isSameWindow(e.window, windowAt(plan, e.place, e.window)) &&
      (e.place === place ||
        (now < Date.parse(e.window.closesAt) &&
          Date.parse(e.window.opensAt) < Date.parse(plan.closesAt))),
  );
  if (moved !== undefined) return { do: 'move-window', place: moved.place };
  const here = remaining(s.ledger).filter((e) => e.place === place);
  const fingerprint = fingerprintOf(plan);
  const isComplete = s.granted === fingerprint && isThere(s.ledger, plan);
  // A create without a clean answer may have committed since: the recipe looks again from the top.
  if (!isComplete || here.some((e) => isDoubtDue(e, now))) return { do: 'grant' };
  if (s.confirmed === fingerprint) return undefined;
  return { do: s.inTrouble ? 'watch' : 'confirm' };
}

function tidyMove(now: number, s: Situation, plan: Plan): Move | undefined {
  const place = placeOf(plan);
  const extra = groupsAt(s.ledger, place).filter((id) => !plan.accessGroupIds.includes(id));
  if (extra.length > 0) return { do: 'leave-groups', groups: extra };
  const elsewhere = remainingElsewhere(s.ledger, place).find((e) => !isAwaited(e, now));
  if (elsewhere !== undefined) return { do: 'leave-place', place: elsewhere.place };
  if (isOpeningUnseen(now, s, plan)) return { do: 'confirm' };
  return s.inTrouble ? { do: 'watch' } : undefined;
}

/** Whether check-in has come and nobody has looked since: Salto KS takes its seats only then. */
function isOpeningUnseen(now: number, { lookedAtOpening }: Situation, plan: Plan): boolean {
  return now >= Date.parse(plan.opensAt) && lookedAtOpening !== plan.opensAt;
}

function waitMove(now: number, s: Situation, plan: Plan): Move {
  const opening = Date.parse(plan.opensAt);
  return soonest([
    { until: Date.parse(plan.closesAt), for: 'check-out' },
    ...(opening > now ? [{ until: opening, for: 'check-in' as const }] : []),
    ...doubtsOf(remaining(s.ledger)).filter(({ until }) => until > now),
  ]);
}

interface Deadline {
  readonly until: number;
  readonly for: WaitsFor;
}

function soonest(deadlines: readonly Deadline[]): Move {
  return { do: 'wait', ...deadlines.reduce((a, b) => (b.until < a.until ? b : a)) };
}

function doubtsOf(entries: readonly LedgerEntry[]): readonly Deadline[] {
  return entries.flatMap((e) =>
    e.unconfirmedUntil === undefined
      ? []
      : [{ until: Date.parse(e.unconfirmedUntil), for: 'doubt' }],
  );
}

function isDoubtDue(entry: LedgerEntry, now: number): boolean {
  return entry.unconfirmedUntil !== undefined && now >= Date.parse(entry.unconfirmedUntil);
}
