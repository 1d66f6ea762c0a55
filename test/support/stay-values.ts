import type { Absence, Seen } from '../../src/contract/steps.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { verdictOf } from '../../src/stay/answering.ts';
import { begin } from '../../src/stay/begin.ts';
import { decide } from '../../src/stay/decide.ts';
import { newState } from '../../src/stay/first-state.ts';
import { groupsIn } from '../../src/stay/ledger-ids.ts';
import type { LedgerEntry, LedgerKind } from '../../src/stay/ledger.ts';
import type { Request } from '../../src/stay/message.ts';
import type { Plan, Refusal } from '../../src/stay/plan.ts';
import { receive } from '../../src/stay/receive.ts';
import { record } from '../../src/stay/record.ts';
import type { FieldValues } from '../../src/stay/requests.ts';
import type { AccessScope, GuestScope } from '../../src/stay/scope.ts';
import type { StayState } from '../../src/stay/state.ts';
import type { ActivityName, ActivityStep, Outcome, Step } from '../../src/stay/step.ts';

export const CHECK_IN = '2027-03-01T14:00:00.000Z';
export const CHECK_OUT = '2027-03-04T10:00:00.000Z';
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const QUIET_MS = 600_000;

/** A day before check-in, and an hour after it. Epoch milliseconds. */
export const BEFORE = Date.parse(CHECK_IN) - 24 * HOUR_MS;
export const DURING = Date.parse(CHECK_IN) + HOUR_MS;
export const NEXT_DAY = DURING + 24 * HOUR_MS;

/** A moment around an instant, in epoch milliseconds. */
export function at(iso: string, plusMs = 0): number {
  return Date.parse(iso) + plusMs;
}

export const ADA = { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' };
export const CLEO = { fullName: 'Cleo Third', email: 'cleo@example.com', phone: '+15555550103' };
export const BEN = { fullName: 'Ben Other', email: 'ben@example.com', phone: '+15555550101' };

export const BOOKED: Omit<FieldValues, 'cancelled'> = {
  checkIn: CHECK_IN,
  checkOut: CHECK_OUT,
  listingId: 'canal-1',
  guest: ADA,
};

const PIN_PLAN: Plan = {
  workspace: 'default',
  listingId: 'canal-1',
  recipe: 'salto-ks-pin',
  recipeVersion: 1,
  acsSystemId: 'site',
  accessGroupIds: ['group-a'],
  entranceIds: [],
  opensAt: CHECK_IN,
  closesAt: CHECK_OUT,
  quietPeriodMs: QUIET_MS,
};

const LISTINGS: Readonly<Record<string, Partial<Plan>>> = {
  'canal-1': {},
  'canal-2': { accessGroupIds: ['group-b'] },
  'garden-1': { acsSystemId: 'garden' },
  /** Its window is ours to hold. */
  'space-1': { acsSystemId: 'space', recipe: 'salto-space-mobile' },
  'mobile-1': { recipe: 'salto-ks-mobile' },
};

/** The plan of a booking, as the step that plans would answer it. */
export function planOf({
  checkIn,
  checkOut,
  listingId,
}: Pick<FieldValues, 'checkIn' | 'checkOut' | 'listingId'>): Plan {
  const listing = LISTINGS[listingId];
  if (listing === undefined) throw new TypeError(`no such listing: ${listingId}`);
  const plan = { ...PIN_PLAN, listingId, opensAt: checkIn, closesAt: checkOut, ...listing };
  return plan.recipe === 'salto-space-mobile' ? { ...plan, grantAt: checkIn } : plan;
}

/** The scope of an access of the first guest at the Salto KS site. */
export function accessScope(facts: Partial<AccessScope> = {}): AccessScope {
  const { workspace, recipe, recipeVersion, acsSystemId: systemId } = PIN_PLAN;
  return { of: 'access', workspace, recipe, recipeVersion, systemId, guest: 1, ...facts };
}

export const GUEST_SCOPE: GuestScope = { of: 'guest', workspace: 'default', guest: 1 };

/** A put of the booking. */
export function put(
  says: Partial<typeof BOOKED> = {},
  more: { revision?: number; commandId?: string; holds?: boolean } = {},
): Request {
  const { commandId, ...others } = more;
  const said = JSON.stringify(says);
  const command = commandId === undefined ? {} : { command: { id: commandId, said } };
  return { kind: 'put', says: { ...BOOKED, ...says }, ...command, ...others };
}

/** A change of the booking. */
export function change(
  says: Partial<Pick<FieldValues, 'checkIn' | 'checkOut' | 'listingId'>>,
  revision?: number,
): Request {
  return { kind: 'change', says, revision };
}

export const CANCEL: Extract<Request, { kind: 'cancel' }> = { kind: 'cancel' };
export const CHECK: Request = { kind: 'check', systemIds: [] };
export const HOLD: Request = { kind: 'hold' };
export const RELEASE: Request = { kind: 'release' };
export const RETRY: Request = { kind: 'retry' };
export const REISSUE: Request = { kind: 'reissue' };

/** A stay that has received some requests, and done nothing yet. */
export function told(
  state: StayState | undefined,
  now: number,
  ...requests: readonly Request[]
): StayState {
  return requests.reduce((next, one) => receive(next, one, now), state ?? newState('R-1'));
}

export function done(result: unknown = {}): Outcome {
  return { outcome: 'done', result };
}

export function failed(type = 'SeamUnavailable', againAfterMs?: number): Outcome {
  return {
    outcome: 'failed',
    failure: { type, ...(againAfterMs === undefined ? {} : { againAfterMs }) },
  };
}

export function refusedFor(type = 'SeamRejected'): Outcome {
  return { outcome: 'refused', failure: { type } };
}

/** The first attempt of a step is refused: nothing of it can be carried out late. */
export function refusedAtFirst(): Outcome {
  return { outcome: 'refused', failure: { type: 'SeamRejected', isFirstAttempt: true } };
}

export const INTERRUPTED: Outcome = { outcome: 'interrupted' };

/** What the step that plans answers where there can be no plan. */
export function noPlan(type: Refusal['type'], ...fields: Refusal['fields'][number][]): Outcome {
  return done({ refused: { type, reason: `${type} it is.`, fields } });
}

/** How steps of a name go; undefined leaves it to a Seam that does as it is told. */
export type Answers = Partial<
  Readonly<Record<ActivityName, (step: ActivityStep, now: number) => Outcome | undefined>>
>;

/** A look at an access that is as it was granted. */
export const ALL_WELL: Seen = { gone: [], groupIds: ['group-a'], windowDiffers: false };

export interface Played {
  readonly state: StayState;
  /** The keys of the steps that were taken. */
  readonly steps: readonly string[];
  /** What came after them: a wait, or the close of the run. */
  readonly last: Step;
}

/** Lives a stay at one moment, until it waits or its run closes. */
export function play(state: StayState, now: number, answers: Answers = {}): Played {
  const steps: string[] = [];
  let current = state;
  for (let turn = 0; turn < 60; turn += 1) {
    const step = decide(current, now);
    if (step.do === 'finish' || step.do === 'fail') return { state: current, steps, last: step };
    current = begin(current, step, now);
    if (step.do === 'wait') return { state: current, steps, last: step };
    steps.push('key' in step ? step.key : step.do);
    const outcome =
      'key' in step ? (answers[step.do]?.(step, now) ?? answerOf(step, current)) : done();
    current = record(current, step, outcome, now);
  }
  throw new Error(`never comes to rest: ${steps.slice(-8).join(', ')}`);
}

/** The names of steps, by their keys. */
export function names(keys: readonly string[]): readonly string[] {
  return keys.map((key) => key.split(' ')[0] ?? '');
}

/** Takes the next step, which is not to be a wait; an activity with an outcome. */
export function taken(state: StayState, now: number, outcome?: Outcome): StayState {
  const step = decide(state, now);
  if (step.do === 'wait') throw new TypeError(`the stay waits for ${step.for}`);
  const begun = begin(state, step, now);
  return 'key' in step ? record(begun, step, outcome ?? answerOf(step, begun), now) : begun;
}

/** A stay that has everything that it was booked with. */
export function granted(says: Partial<typeof BOOKED> = {}, now = BEFORE): StayState {
  return play(told(undefined, now, put(says, { revision: 1 })), now).state;
}

/** What the request of a number was answered, or was told so far. */
export function outcomeOf(state: StayState, number: number): Verdict['outcome'] | undefined {
  return verdictOf(state, number)?.outcome;
}

/** The live object of a kind, with its id; of several the last. */
export function liveOf(state: StayState, kind: LedgerKind): LedgerEntry & { id: string } {
  const entry = state.ledger.findLast((e) => e.kind === kind && e.state === 'live');
  if (entry?.id === undefined) throw new TypeError(`the stay has no ${kind}`);
  return { ...entry, id: entry.id };
}

/** What a Seam answers that does as it is told. */
export function answerOf(step: ActivityStep, { ledger }: StayState): Outcome {
  switch (step.do) {
    case 'planStay':
      return done({ plan: planOf(step.input) });
    case 'identifyGuest':
    case 'addAccessUser':
    case 'issueCredential': {
      const { kind } = step.about.entry;
      const id = step.input.ours ?? `${kind}-${ledger.filter((e) => e.kind === kind).length}`;
      return done({ id });
    }
    case 'confirmAccess':
      return done({ ...ALL_WELL, groupIds: groupsIn(ledger, step.about.scope) });
    case 'proveAbsence':
      return done({ found: [] } satisfies Absence);
    case 'removeCredential':
    case 'removeAccessUser':
    case 'removeIdentity':
      return done({ outcome: 'gone' });
    case 'suspendAccess':
      return done({ outcome: 'suspended' });
    case 'resumeAccess':
      return done({ outcome: 'resumed' });
    default:
      return done();
  }
}
