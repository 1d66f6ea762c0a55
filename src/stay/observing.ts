import { newVerdicts } from './answering.ts';
import type { ProblemSource } from './problem-sources.ts';
import type { RequestKind, StayState } from './state.ts';
import type { EndedBy } from './status.ts';
import type { ActivityName, ActivityStep, Outcome } from './step.ts';
import type { VerdictOutcome } from './verdict.ts';

/**
 * What happened in a stay that those on call count or read. Nothing of it is personal. Lateness is in
 * seconds: of a door after the moment at which it was to open or to shut.
 */
export type Observation =
  | {
      readonly of: 'step';
      readonly step: ActivityName;
      readonly outcome: Outcome['outcome'];
      readonly problem?: string;
    }
  | {
      readonly of: 'verdict';
      /** Absent for a signal whose payload could not be read. */
      readonly request?: RequestKind;
      readonly outcome: VerdictOutcome;
      readonly problem?: string;
      readonly signal?: string;
    }
  | { readonly of: 'problem' | 'problem gone'; readonly problem: string }
  | { readonly of: DoorMoment; readonly seconds: number };

/**
 * `ready`: granted so long before check-in. `open`: seen to be open after check-in. `shut`: the last
 * credential is gone. `absent` and `proven`: the first and the second proof of absence.
 */
export type DoorMoment = 'ready' | 'open' | 'shut' | 'absent' | 'proven';

/** What a run remembers of what it has observed; a run that continues another begins with {@link rememberedOf}. */
export interface Remembered {
  /** The door was observed to be open, once in a life. */
  readonly isOpen: boolean;
  /** When the door was to be shut, in epoch milliseconds; absent while nothing ends. */
  readonly endDue?: number;
}

/** What a run may take for observed that begins with this state. */
export function rememberedOf(state: StayState): Remembered {
  return { isOpen: isOpen(state) };
}

/** What became of a step. */
export function observeStep({ do: step }: ActivityStep, outcome: Outcome): Observation {
  const problem = 'failure' in outcome ? outcome.failure.type : undefined;
  return { of: 'step', step, outcome: outcome.outcome, ...(problem && { problem }) };
}

/** What a state has that the one before had not, and what is to be remembered of it. `now` is epoch milliseconds. */
export function observe(
  before: StayState,
  after: StayState,
  remembered: Remembered,
  now: number,
): { readonly observations: readonly Observation[]; readonly remembered: Remembered } {
  const next = remember(before, after, remembered);
  const observations = [
    ...verdicts(before, after),
    ...problems(before, after),
    ...openings(before, after, remembered, now),
    ...endings(before, after, next),
  ];
  return { observations, remembered: next };
}

function remember(before: StayState, after: StayState, known: Remembered): Remembered {
  if (after.life.phase === 'living') return { isOpen: known.isOpen || isOpen(after) };
  if (after.life.phase !== 'ending' || before.life.phase === 'ending')
    return { ...known, isOpen: false };
  return { isOpen: false, endDue: endDueOf(before, after.life) };
}

/** A put that begins a run comes twice, as its argument and as a message: whoever repeats has the same answer. */
function verdicts(before: StayState, after: StayState): readonly Observation[] {
  const repeats = before.requests.open.filter((r) => r.sameAs !== undefined).map((r) => r.number);
  const answers = newVerdicts(before, after).filter(
    ({ number, signal }) => signal !== undefined || !repeats.includes(number),
  );
  return answers.map(({ kind, signal, verdict: { outcome, type } }) => ({
    of: 'verdict',
    request: kind,
    outcome,
    ...(type && { problem: type }),
    ...(signal && { signal }),
  }));
}

function problems(before: StayState, after: StayState): readonly Observation[] {
  if (before.problems === after.problems) return [];
  const sources = new Set(
    [before, after].flatMap((state) => Object.keys(state.problems) as ProblemSource[]),
  );
  return [...sources].flatMap((source): readonly Observation[] => {
    const [was, is] = [before.problems[source]?.type, after.problems[source]?.type];
    if (was === is) return [];
    return [
      ...(was === undefined ? [] : [{ of: 'problem gone' as const, problem: was }]),
      ...(is === undefined ? [] : [{ of: 'problem' as const, problem: is }]),
    ];
  });
}

function openings(
  before: StayState,
  after: StayState,
  { isOpen: wasOpen }: Remembered,
  now: number,
): readonly Observation[] {
  const { life, planned } = after;
  if (life.phase !== 'living' || planned === undefined) return [];
  const opensAt = Date.parse(planned.plan.opensAt);
  const isReady = after.access.wasEverConfirmed && !before.access.wasEverConfirmed;
  const ready: Observation = { of: 'ready', seconds: seconds(opensAt - now) };
  const open: Observation = { of: 'open', seconds: seconds(now - openDueOf(before, opensAt)) };
  return [
    ...(isReady && now < opensAt ? [ready] : []),
    ...(!wasOpen && isOpen(after) ? [open] : []),
  ];
}

/** Somebody has looked since check-in, and the guest has the access of the plan. */
function isOpen({ life, planned, access }: StayState): boolean {
  const { confirmedFor, seenOpening } = access;
  return (
    life.phase === 'living' &&
    planned !== undefined &&
    confirmedFor !== undefined &&
    seenOpening === planned.plan.opensAt
  );
}

/** Who books, moves or releases a stay after check-in waits since then. Epoch milliseconds. */
function openDueOf({ requests }: StayState, opensAt: number): number {
  const asked = requests.open.filter(
    ({ kind, fields }) =>
      kind === 'release' || fields.some((field) => field === 'checkIn' || field === 'listingId'),
  );
  if (asked.length === 0) return opensAt;
  return Math.max(opensAt, Math.min(...asked.map((request) => request.receivedAt)));
}

function endings(
  before: StayState,
  after: StayState,
  { endDue }: Remembered,
): readonly Observation[] {
  const { life, lastCreateAt } = after;
  // Of a stay that never asked for anything there is nothing to shut.
  if (lastCreateAt === undefined || (life.phase !== 'ending' && life.phase !== 'ended')) return [];
  const was = before.life.phase === 'ending' ? before.life : undefined;
  const due =
    endDue ?? endDueOf(after, { by: life.by, since: was?.since ?? life.firstProofAt ?? 0 });
  const late = (of: DoorMoment, at: number): Observation => ({ of, seconds: seconds(at - due) });
  const isFirst = life.firstProofAt !== undefined && life.firstProofAt !== was?.firstProofAt;
  const shutAt = isFirst ? shutAtOf(after, was?.since ?? 0) : undefined;
  const provenAt = life.phase === 'ended' && was !== undefined ? life.provenAt : undefined;
  return [
    ...(shutAt === undefined ? [] : [late('shut', shutAt)]),
    ...(isFirst ? [late('absent', life.firstProofAt)] : []),
    ...(provenAt === undefined ? [] : [late('proven', provenAt)]),
  ];
}

/** When the last credential was gone that there was when the end began. Epoch milliseconds. */
function shutAtOf({ ledger }: StayState, since: number): number | undefined {
  const gone = ledger.flatMap(({ kind, goneAt }) =>
    kind === 'credential' && goneAt !== undefined && Date.parse(goneAt) >= since
      ? [Date.parse(goneAt)]
      : [],
  );
  return gone.length === 0 ? undefined : Math.max(...gone);
}

/** When the door was to be shut: at check-out, or when somebody asked for it after that. Epoch milliseconds. */
function endDueOf(
  { requests, planned, orphan }: StayState,
  { by, since }: { readonly by: EndedBy; readonly since: number },
): number {
  const asked = requests.open.filter(({ kind, fields }) =>
    by === 'check-out' ? fields.includes('checkOut') : kind === 'cancel',
  );
  const askedAt = Math.min(since, ...asked.map((request) => request.receivedAt));
  if (by !== 'check-out') return askedAt;
  const closesAt = Date.parse(planned?.plan.closesAt ?? orphan?.last?.closesAt ?? '') || since;
  return asked.length === 0 ? closesAt : Math.max(closesAt, askedAt);
}

function seconds(ms: number): number {
  return Math.max(0, ms) / 1_000;
}
