import { unseenAccess } from './access.ts';
import type { PlanAnswer, Recalled } from './activities-planning.ts';
import { outboxAfter } from './announcement.ts';
import { answer, ENDING, REMEMBERED, SUPERSEDED } from './answering.ts';
import { acceptSameWant, completeDesiredOf, isPendingForPlan } from './desired.ts';
import { answerHoldsOfEnd, isAboutHold } from './holds.ts';
import { forgetKept } from './ledger-noting.ts';
import type { Ledger } from './ledger.ts';
import { guestOfPlan } from './numbering.ts';
import { overtakes } from './overtakes.ts';
import { scopeOf, type Plan, type Refusal } from './plan.ts';
import { clear, show } from './problem-sources.ts';
import { takeInRecalled } from './recalling.ts';
import { withoutLook } from './record-granting.ts';
import {
  FIELDS,
  isSameValue,
  latestRevision,
  newestOf,
  newestRevisions,
  type FieldRevisions,
  type Fields,
} from './requests.ts';
import { isSameScope } from './scope.ts';
import type { OpenRequest, Planned, StayState } from './state.ts';
import type { EndedBy, Status } from './status.ts';
import type { StepOf } from './step.ts';
import { onlyAskedToWait, withoutRefusals } from './tries.ts';
import type { Verdict } from './verdict.ts';

/** A cancellation of a stay that there never was is remembered for the quiet period, at least so long. */
const LEAST_REMEMBERED_MS = 60_000;

type Planning = StepOf<'planStay'>;

/**
 * Records a plan, or why there can be none. If a newer request came meanwhile, the answer is of what is
 * wanted no more, and it is planned again.
 */
export function recordPlan(
  before: StayState,
  step: Planning,
  planned: PlanAnswer,
  now: number,
): StayState {
  const state = step.about.recalls ? takeInRecalled(before, planned, now) : before;
  const { previous } = planned;
  if (previous !== undefined && isStale(step.about.fields, previous))
    return supersede(state, step, previous, now);
  if (overtakes(state, step)) return state;
  return 'refused' in planned
    ? refuse(state, step, planned.refused, now)
    : accept(withOutbox(state, planned.isAnnounced), step, planned.plan, now);
}

/**
 * Records what an earlier run left. A put that is not newer than what that run heard does not open the
 * stay, and a cancellation of a stay that there is not is remembered.
 */
export function recordRecalled(state: StayState, recalled: Recalled, now: number): StayState {
  const next = takeInRecalled(state, recalled, now);
  const { heard } = next.requests;
  const isStalePut = (r: OpenRequest): boolean =>
    r.kind === 'put' && r.stage === 'pending' && !isNewerThan(r, heard);
  const current = answer(next, SUPERSEDED, isStalePut);
  const judged = hasPut(current) ? current : goOnEnding(current, SUPERSEDED);
  const { life, lastCreateAt } = judged;
  if (life.phase !== 'ending' || life.rememberedUntil === undefined) return judged;
  const { rememberedUntil: _until, ...ending } = life;
  if (lastCreateAt !== undefined) return { ...judged, life: ending };
  const quietMs = Math.max(recalled.quietPeriodMs ?? 0, LEAST_REMEMBERED_MS);
  const remembered = { ...judged, life: { ...life, rememberedUntil: life.since + quietMs } };
  return answer(remembered, REMEMBERED, (r) => r.kind === 'cancel');
}

function isNewerThan({ writes }: OpenRequest, heard: FieldRevisions): boolean {
  const revisions = Object.values(writes).map(({ revision }) => revision ?? Infinity);
  return Math.max(...revisions) > latestRevision(heard);
}

/** Whether what is pending says enough of a stay to be planned. */
function isLeftToPlan(state: StayState): boolean {
  return hasPut(state) && completeDesiredOf(state) !== undefined;
}

/** A put that is not newer than what a closed run heard does not reopen the stay. */
function isStale({ cancelled }: Fields, previous: Status): boolean {
  // Only a put says that the stay is not cancelled: a change beside it may be newer.
  const { revision } = cancelled;
  const { revisions = {}, orphaned } = previous;
  const hasRevisions = previous.revision > 0 || Object.keys(revisions).length > 0;
  if (revision === undefined || !hasRevisions || revision > previous.revision) return false;
  // Nobody's request has ended it, so the put that it lived by still holds.
  return !(orphaned && revision === previous.revision);
}

function supersede(state: StayState, step: Planning, last: Status, now: number): StayState {
  const verdict: Verdict = {
    outcome: 'superseded',
    reason: 'The stay has ended with a newer revision.',
  };
  const { heard } = state.requests;
  const answered = answer(
    state,
    verdict,
    (r) => isPendingForPlan(r) && (r.number <= step.received || !isNewerThan(r, heard)),
  );
  const { phase } = state.life;
  if (phase === 'ending' || phase === 'ended')
    return hasPut(answered) ? answered : goOnEnding(answered, verdict);
  if (phase !== 'planning' || isLeftToPlan(answered)) return answered;
  const left = answer(answered, verdict, (r) => !isHeldToEnd(state, r));
  return hasLeft(left)
    ? endLeft(left, now, last.endedBy)
    : { ...left, life: { phase: 'superseded', last } };
}

/** The plan is lived from here on; what it answers waits until it is confirmed. */
function accept(state: StayState, step: Planning, plan: Plan, now: number): StayState {
  const { requests, life, access, planned: before } = state;
  const accepted = withHeard(step.about.fields, requests.heard);
  const answered = requests.open.filter((r) => isPendingForPlan(r) && r.number <= step.received);
  const open = requests.open.map((r) =>
    answered.includes(r) ? { ...r, stage: 'planned' as const, isAfterEnd: false } : r,
  );
  const planned = { plan, ...guestOfPlan(state, step.about.fields, plan, now) };
  // What was wrong with another access says nothing of this one, and nobody looks at that any more.
  const isElsewhere = before !== undefined && !isSameAccess(before, planned);
  const isSameSystem = before?.plan.acsSystemId === plan.acsSystemId;
  const isUnsure = isElsewhere || mayBeInOtherGroups(state.ledger, planned);
  const { systemLookedAt: _lookedAt, ...unseenSystem } = isUnsure ? withoutLook(access) : access;
  // Nobody has seen the access of a guest who comes in place of another.
  const isAnother = before !== undefined && planned.guest !== before.guest;
  const next: StayState = {
    ...state,
    planned,
    requests: { ...requests, accepted, open },
    access: isAnother ? unseenAccess(access.issue) : unseenSystem,
    tries: withoutRefusals(state.tries),
    quietPeriodMs: plan.quietPeriodMs,
    problems: clear(
      state.problems,
      'refusal',
      'listing',
      ...(isSameSystem ? [] : (['system'] as const)),
      ...(isElsewhere ? (['access'] as const) : []),
      ...(answered.some((r) => r.kind === 'retry') ? (['pin'] as const) : []),
    ),
  };
  const lived = life.phase === 'living' ? next : beginLife(next, answered, now);
  return acceptSameWant(lived);
}

/** From the first plan on that says so. A stay that has one keeps it: an earlier run may have begun its numbers. */
function withOutbox(state: StayState, isAnnounced: true | undefined): StayState {
  if (isAnnounced === undefined || state.outbox !== undefined) return state;
  return { ...state, outbox: outboxAfter({ last: 0 }) };
}

/** Whether a join of a plan before has no answer: the guest may be at a door that this plan does not have. */
function mayBeInOtherGroups(ledger: Ledger, { plan, guest }: Planned): boolean {
  const scope = scopeOf(plan, guest);
  return ledger.some(
    (e) =>
      e.kind === 'membership' &&
      e.state === 'asked' &&
      isSameScope(e.scope, scope) &&
      !plan.accessGroupIds.includes(e.id ?? ''),
  );
}

function isSameAccess(a: Planned, b: Planned): boolean {
  return isSameScope(scopeOf(a.plan, a.guest), scopeOf(b.plan, b.guest));
}

/** A life begins, in which nothing of an earlier one counts but a hold, and what Seam asked for. */
function beginLife(state: StayState, answered: readonly OpenRequest[], now: number): StayState {
  // Of several puts the first begins the life; a stale one before it was answered already.
  const isHeld = answered.find(({ kind }) => kind === 'put')?.holds === true;
  const open = state.requests.open.map((r) => ({ ...r, isAfterEnd: false }));
  return {
    ...state,
    requests: { ...state.requests, open },
    life: { phase: 'living' },
    access: unseenAccess(state.access.issue),
    ledger: state.life.phase === 'planning' ? state.ledger : forgetKept(state.ledger),
    tries: onlyAskedToWait(state.tries),
    problems: {},
    ...(isHeld && state.hold === undefined ? { hold: { since: now } } : {}),
  };
}

/**
 * Records that there is no plan. Of the fields at fault the one that was said last is refused, with every
 * pending request that says it, whole; what else is pending is planned again. A move to a room that nobody
 * knows goes, and the later check-out that came with another message is applied.
 */
function refuse(state: StayState, step: Planning, refused: Refusal, now: number): StayState {
  const { type, reason } = refused;
  const verdict: Verdict = { outcome: 'refused', type, reason };
  const pending = state.requests.open.filter((r) => isPendingForPlan(r) && r.kind !== 'retry');
  const losers = losersOf(pending, step.about.fields, refused);
  const left = refuseRequests(state, verdict, (r) => losers.includes(r));
  const isLeft = left.requests.open.some((r) => isPendingForPlan(r) && r.kind !== 'retry');
  const { phase } = state.life;
  if (phase === 'planning')
    return isLeftToPlan(left) ? left : refuseLife(left, refused, verdict, now);
  if (phase !== 'living') return isLeft && hasPut(left) ? left : goOnEnding(left, verdict);
  if (losers.length > 0) return left;
  // The listing changed under the stay: it keeps the plan it has, until somebody corrects either.
  const retried = refuseRequests(left, verdict, isPendingForPlan);
  return { ...retried, problems: show(retried.problems, 'listing', { type, said: reason }, now) };
}

/**
 * Refuses requests. What they say counts no more, but what they overtook stays overtaken: an older revision
 * that comes late is not what the backend wants. The same revision may come again, corrected.
 */
function refuseRequests(
  state: StayState,
  verdict: Verdict,
  isAbout: (request: OpenRequest) => boolean,
): StayState {
  let { heard } = state.requests;
  for (const { writes } of state.requests.open.filter((r) => isAbout(r))) {
    for (const name of FIELDS) {
      const { revision = 0 } = writes[name] ?? {};
      if (revision > 0) heard = newestRevisions(heard, { [name]: revision - 1 });
    }
  }
  return answer({ ...state, requests: { ...state.requests, heard } }, verdict, isAbout);
}

function losersOf(
  pending: readonly OpenRequest[],
  fields: Fields,
  refused: Refusal,
): readonly OpenRequest[] {
  // Put until Friday, then put until yesterday: who lived by the first would let in a guest who has left.
  if (refused.type === 'CheckOutPast') return pending;
  const atFault = FIELDS.filter((name) => refused.fields.some((field) => field === name));
  // What was said last does not go with the rest: who said the rest before may be right.
  const newest = Math.max(...atFault.map((name) => fields[name].since));
  const wrong = atFault.filter((name) => fields[name].since === newest);
  const losers = pending.filter((r) => wrong.some((name) => says(r, name, fields)));
  return losers.length > 0 ? losers : pending;
}

function says({ writes }: OpenRequest, name: (typeof FIELDS)[number], fields: Fields): boolean {
  const written = writes[name];
  return written !== undefined && isSameValue(written.value, fields[name].value);
}

function hasPut({ requests }: StayState): boolean {
  return requests.open.some((r) => r.kind === 'put' && r.stage === 'pending');
}

/** The first put is refused, and nobody waits any more. What an earlier run left at Seam is ended all the same. */
function refuseLife(state: StayState, refusal: Refusal, verdict: Verdict, now: number): StayState {
  const refused = refuseRequests(state, verdict, (r) => !isHeldToEnd(state, r));
  return hasLeft(state)
    ? endLeft(refused, now)
    : { ...refused, life: { phase: 'refused', refusal } };
}

/** Whether an earlier run that was stopped from outside may have left something. */
function hasLeft({ lastCreateAt }: StayState): boolean {
  return lastCreateAt !== undefined;
}

/** A hold or a release outlives the end of what is left, and is answered by its first proof. */
function isHeldToEnd(state: StayState, request: OpenRequest): boolean {
  return hasLeft(state) && isAboutHold(request);
}

/** The stay is not lived, but what an earlier run of it left is ended. */
function endLeft(state: StayState, now: number, by: EndedBy = 'operator'): StayState {
  return { ...state, life: { phase: 'ending', by, since: now } };
}

/** A put that was to be lived after the end is refused: the stay goes on ending. */
function goOnEnding(state: StayState, verdict: Verdict): StayState {
  const refused = refuseRequests(state, verdict, isPendingForPlan);
  return answerHoldsOfEnd(answer(refused, ENDING, (r) => r.isAfterEnd && !isAboutHold(r)));
}

function withHeard(fields: Fields, heard: FieldRevisions): Fields {
  let next = fields;
  for (const name of FIELDS) {
    const revision = newestOf(fields[name].revision, heard[name]);
    if (revision !== undefined) next = { ...next, [name]: { ...next[name], revision } };
  }
  return next;
}
