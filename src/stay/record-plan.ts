import { unseenAccess, withoutLook } from './access.ts';
import type { PlanAnswer } from './activities-planning.ts';
import { outboxAfter } from './announcement.ts';
import { acceptSameWant, isPendingForPlan } from './desired.ts';
import { withoutAnyRefusal } from './failing.ts';
import { forgetKept } from './ledger-noting.ts';
import type { Ledger } from './ledger.ts';
import { guestOfPlan } from './numbering.ts';
import { overtakes } from './overtakes.ts';
import { scopeOf, type Plan } from './plan.ts';
import type { Planning } from './planning.ts';
import { clear } from './problem-sources.ts';
import { takeInRecalled } from './recalling.ts';
import { recordRefusedPlan } from './record-no-plan.ts';
import { isStale, supersede } from './record-recalled.ts';
import { withWanted } from './replacing.ts';
import { FIELDS, isSameWant, newestOf, type FieldRevisions, type Fields } from './requests.ts';
import { isSameScope } from './scope.ts';
import type { OpenRequest, Planned, StayState } from './state.ts';
import { onlyAskedToWait } from './tries.ts';

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
    ? recordRefusedPlan(state, step, planned.refused, now)
    : accept(withOutbox(state, planned.isAnnounced), step, planned.plan, now);
}

/** The plan is lived from here on; what it answers waits until it is confirmed. */
function accept(state: StayState, step: Planning, plan: Plan, now: number): StayState {
  const { requests, life, access, planned: before } = state;
  const accepted = withHeard(withRepeated(step.about.fields, requests.accepted), requests.heard);
  const answered = requests.open.filter((r) => isPendingForPlan(r) && r.number <= step.received);
  const open = requests.open.map((r) =>
    answered.includes(r) ? { ...r, stage: 'planned' as const, isAfterEnd: false } : r,
  );
  const planned = { plan, ...guestOfPlan(state, step.about.fields, plan, now) };
  // A trouble of the old room's access says nothing of the new one's, and nobody looks at the old one any more.
  const isElsewhere = before !== undefined && !isSameAccess(before, planned);
  const isSameSystem = before?.plan.acsSystemId === plan.acsSystemId;
  const isUnsure = isElsewhere || mayBeInOtherGroups(state.ledger, planned);
  const { systemLookedAt: _lookedAt, ...unseenSystem } = isUnsure ? withoutLook(access) : access;
  // Nobody has seen the access of a guest who comes in place of another.
  const isAnother = before !== undefined && planned.guest !== before.guest;
  const free = withoutAnyRefusal(state);
  // Of the access that a guest leaves nothing is taken, or looked at, until the one of this plan is confirmed, or the
  // stay is held (`mayRevokeOthers`); till then its window follows the plan.
  const next: StayState = {
    ...free,
    planned,
    ledger: withWanted(state.ledger, planned, before),
    requests: { ...requests, accepted, open },
    access: isAnother ? unseenAccess(access.issue) : unseenSystem,
    quietPeriodMs: plan.quietPeriodMs,
    problems: clear(
      free.problems,
      'listing',
      ...(isSameSystem ? [] : (['system'] as const)),
      ...(isElsewhere ? (['access'] as const) : []),
      ...(answered.some((r) => r.kind === 'retry') ? (['pin'] as const) : []),
    ),
  };
  const lived = life.phase === 'living' ? next : beginLife(next, answered, now);
  return acceptSameWant(lived);
}

/**
 * The state with an outbox, from the first plan on that says so. A stay that has one keeps it: an earlier run may have
 * begun its numbers.
 */
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

/** What was said once more while it was planned, by a newer revision perhaps, was accepted at once. */
function withRepeated(fields: Fields, accepted: Fields | undefined): Fields {
  if (accepted === undefined || !isSameWant(fields, accepted)) return fields;
  let next = fields;
  for (const name of FIELDS) {
    if (accepted[name].by > next[name].by) next = { ...next, [name]: accepted[name] };
  }
  return next;
}

function withHeard(fields: Fields, heard: FieldRevisions): Fields {
  let next = fields;
  for (const name of FIELDS) {
    const revision = newestOf(fields[name].revision, heard[name]);
    if (revision !== undefined) next = { ...next, [name]: { ...next[name], revision } };
  }
  return next;
}
