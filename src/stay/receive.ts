import {
  answer,
  answerAtOnce,
  answerOvertaken,
  END_APPLIED,
  ENDING,
  REMEMBERED,
  SUPERSEDED,
  verdictByNow,
} from './answering.ts';
import { acceptSameWant, desiredOf } from './desired.ts';
import { answerHoldsOfEnd, isAboutHold } from './holds.ts';
import {
  FIELDS,
  isNewest,
  judge,
  withRevisions,
  type Fields,
  type FieldName,
  type FieldValues,
} from './requests.ts';
import { expectInSystems } from './sightings.ts';
import type { Command, OpenRequest, RequestKind, StayState } from './state.ts';
import { withoutSurplus } from './surplus.ts';
import { withoutRefusal, withoutRefusals } from './tries.ts';
import type { Verdict } from './verdict.ts';

/** More than any stay needs; a backend that runs wild must not fill the history. */
export const MOST_CHANGES = 1_000;
export const MOST_REISSUES = 100;

/** One message, as it was read. */
export type Request = Putting | Changing | Cancelling | Checking | Asking;

interface Received {
  readonly command?: Command | undefined;
  /** The name of the signal that it came as: nobody waits for its verdict. */
  readonly signal?: string;
}

/** A put says every field. */
interface Putting extends Received {
  readonly kind: 'put';
  readonly says: Omit<FieldValues, 'cancelled'>;
  readonly revision?: number | undefined;
  /** The stay is held from the start, if this put begins it. */
  readonly holds?: boolean | undefined;
}

interface Changing extends Received {
  readonly kind: 'change';
  readonly says: Partial<Pick<FieldValues, 'checkIn' | 'checkOut' | 'listingId'>>;
  readonly revision?: number | undefined;
}

interface Cancelling extends Received {
  readonly kind: 'cancel';
  readonly revision?: number | undefined;
  /** It came from the Temporal UI. */
  readonly byOperator?: true;
}

interface Checking extends Received {
  readonly kind: 'check';
  /** Systems in which somebody saw something of the stay. */
  readonly systemIds: readonly string[];
}

interface Asking extends Received {
  readonly kind: 'retry' | 'reissue' | 'hold' | 'release';
}

const REUSED: Verdict = {
  outcome: 'refused',
  type: 'CommandIdReused',
  reason: 'The command id was used for something else: send it again under a new one.',
};

/**
 * Takes one message into the state, under the next number. Its verdict may be there at once, or is to
 * come: `verdictOf` tells by the number.
 */
export function receive(before: StayState, request: Request, now: number): StayState {
  const number = before.requests.received + 1;
  const state = { ...before, requests: { ...before.requests, received: number } };
  const taken = takeIn(state, request, now);
  return request.signal === undefined ? taken : noteSignal(taken, request.signal, now);
}

function takeIn(state: StayState, request: Request, now: number): StayState {
  const known = knownCommand(state, request);
  if (known !== undefined && known.command.said === request.command?.said)
    return repeat(state, request, known, now);
  // A backend that numbers its messages badly still shuts the door.
  if (known !== undefined && request.kind !== 'cancel') return decline(state, request, REUSED);
  if (request.kind === 'put') return receivePut(state, request, now);
  if (request.kind === 'cancel' && isRemembering(state)) return remember(state, request, now);
  const isOver = request.kind === 'cancel' ? isEnded(state) : isEnded(state) || isCancelled(state);
  if (isOver) return decline(state, request, ENDING);
  switch (request.kind) {
    case 'change':
      return take(state, request, request.says, now);
    case 'cancel':
      return receiveCancel(state, request, now);
    case 'hold':
      return receiveHold(state, request, now);
    case 'release':
      return receiveRelease(state, request, now);
    case 'reissue':
      return receiveReissue(state, request, now);
    case 'check':
      return open(
        expectInSystems(mayLook(state), request.systemIds, { isNamed: true }),
        request,
        now,
      );
    case 'retry':
      return open(state, request, now);
  }
}

/** A put that comes while the stay ends is lived afterwards. */
function receivePut(state: StayState, request: Putting, now: number): StayState {
  const { heard } = state.requests;
  // A cancellation that nobody has answered yet was heard all the same.
  const isOver = isEnded(state) || isCancelled(state);
  if (isOver && !isNewest(desiredOf(state), heard, request.revision))
    return decline(state, request, SUPERSEDED);
  const says = { ...request.says, cancelled: false };
  const facts = request.holds ? { holds: true as const } : {};
  return take(state, request, says, now, facts);
}

/** Whatever else was asked for is overtaken. */
function receiveCancel(state: StayState, request: Cancelling, now: number): StayState {
  const facts = request.byOperator ? { byOperator: true as const } : {};
  const taken = take(state, request, { cancelled: true }, now, facts);
  const { received: number } = taken.requests;
  if (taken.requests.open.at(-1)?.number !== number) return taken;
  if (isEnding(state)) return takeBackPut(taken, number);
  // What was asked for before is dropped, but its revisions stay known.
  const whole = withOpen(taken, number, { writes: desiredOf(taken) });
  return answer(whole, SUPERSEDED, (r) => r.kind !== 'cancel' && !isAboutHold(r));
}

/** Whether there was no stay when a cancellation came, and no put has come since. */
function isRemembering({ life, requests }: StayState): boolean {
  const isRemembered = life.phase === 'ending' && life.rememberedUntil !== undefined;
  return isRemembered && !requests.open.some(isPendingPut);
}

/** A cancellation of a stay that there never was: a put that is not newer does not open. */
function remember(state: StayState, request: Cancelling, now: number): StayState {
  const { requests, recalled } = state;
  const { accepted } = requests;
  const revision = Math.max(request.revision ?? -1, accepted?.cancelled.revision ?? -1);
  const cancelled = { ...accepted?.cancelled, ...(revision < 0 ? {} : { revision }) };
  const known = { ...state, requests: { ...requests, accepted: { ...accepted, cancelled } } };
  const remembered = known as StayState;
  return recalled === undefined
    ? open(remembered, request, now, 'planned', { isAfterEnd: false })
    : decline(remembered, request, REMEMBERED);
}

/** The put that was to be lived after the end is cancelled: the stay goes on ending. */
function takeBackPut(state: StayState, number: number): StayState {
  const desired = desiredOf(state);
  const isDropped = (r: OpenRequest): boolean => r.isAfterEnd && r.number !== number;
  const dropped = answer(state, SUPERSEDED, (r) => isDropped(r) && !isAboutHold(r));
  const cancelled = withOpen(dropped, number, { stage: 'planned', writes: {}, isAfterEnd: false });
  const { requests, life } = cancelled;
  const accepted = requests.accepted && withRevisions(requests.accepted, desired);
  const next = answerHoldsOfEnd({
    ...cancelled,
    requests: { ...requests, ...(accepted && { accepted }) },
  });
  const isProven = life.phase === 'ended' || (life.phase === 'ending' && life.firstProofAt);
  // There was no stay before the put: no proof will come.
  const isRemembered = isRemembering(next) && next.recalled !== undefined;
  const verdict = isProven ? END_APPLIED : isRemembered ? REMEMBERED : undefined;
  return verdict === undefined ? next : answer(next, verdict, (r) => r.number === number);
}

function receiveHold(state: StayState, request: Asking, now: number): StayState {
  const held = state.hold === undefined ? { ...state, hold: { since: now } } : state;
  const superseded = answer(held, SUPERSEDED, (r) => r.kind === 'release');
  const opened = open(superseded, request, now, 'planned');
  // Who asks once more for what is held already must not interrupt the step that shuts the door.
  return state.hold === undefined ? overtaking(opened) : opened;
}

function receiveRelease(state: StayState, request: Asking, now: number): StayState {
  const { hold, ...free } = state;
  const { confirmedFor: _confirmed, ...access } = state.access;
  const released = hold === undefined ? state : overtaking({ ...free, access });
  const superseded = answer(withoutHolds(released), SUPERSEDED, (r) => r.kind === 'hold');
  return open(superseded, request, now, 'planned');
}

/** A new credential is wanted, and the one before goes; before the first is confirmed, that one will do. */
function receiveReissue(state: StayState, request: Asking, now: number): StayState {
  if (isEnding(state)) return decline(state, request, ENDING);
  const { access, requests } = state;
  const once = { ...state, requests: { ...requests, reissues: requests.reissues + 1 } };
  const isFirst = access.credentialId === undefined;
  const { sameCodes: _codes, ...unasked } = access;
  const wanted = { ...unasked, issue: access.issue + (isFirst ? 0 : 1) };
  return open({ ...mayLook(once), access: wanted }, request, now, 'planned');
}

/** A look is asked for: that one was refused before is no reason to take none. */
function mayLook(state: StayState): StayState {
  return { ...state, tries: withoutRefusal(state.tries, 'confirmAccess') };
}

/** Takes the fields of a request, as far as they are newer than what is desired. */
function take(
  state: StayState,
  request: Putting | Changing | Cancelling,
  says: Partial<FieldValues>,
  now: number,
  facts: Partial<OpenRequest> = {},
): StayState {
  const { received: number, heard } = state.requests;
  const by = { number, revision: request.revision };
  const { writes, changes } = judge(desiredOf(state), says, by, heard);
  const fields = Object.keys(writes) as FieldName[];
  if (fields.length === 0) return decline(state, request, SUPERSEDED);
  const isNews = changes.length > 0;
  const isRepeated = !isNews && !isNewRevision(state, writes);
  const counting = isRepeated ? state : counted(state, request);
  const opened = open(counting, request, now, 'pending', { ...facts, writes, fields });
  const next = isNews ? answerOvertaken(overtaking(unblocked(opened))) : opened;
  const { phase } = state.life;
  return phase === 'living' ? acceptSameWant(next) : revive(next);
}

/** Whether a request says more than was known already, be it a revision alone: who only repeats uses up nothing. */
function isNewRevision(state: StayState, writes: Partial<Fields>): boolean {
  const desired = desiredOf(state);
  return FIELDS.some(
    (name) => writes[name] !== undefined && writes[name].revision !== desired[name]?.revision,
  );
}

/** A put after one that was refused, or older than what an earlier run heard, begins the life anew. */
function revive(state: StayState): StayState {
  const { phase } = state.life;
  const isOver = phase === 'refused' || phase === 'superseded';
  return isOver ? { ...state, life: { phase: 'planning' } } : state;
}

function open(
  state: StayState,
  { kind, command, signal }: Request,
  now: number,
  stage: OpenRequest['stage'] = 'pending',
  facts: Partial<OpenRequest> = {},
): StayState {
  const { requests } = state;
  const request: OpenRequest = {
    number: requests.received,
    kind,
    ...(command && { command }),
    ...(signal && { signal }),
    fields: [],
    stage,
    receivedAt: now,
    writes: {},
    isAfterEnd: isEnding(state),
    ...facts,
  };
  const opened = { ...state, requests: { ...requests, open: [...requests.open, request] } };
  return withoutSurplus(opened, kind);
}

function decline(
  state: StayState,
  { kind, command, signal }: Request,
  verdict: Verdict,
): StayState {
  const number = state.requests.received;
  // A command id that was used for something else keeps what it was used for.
  const known = verdict === REUSED ? {} : command && { command };
  return answerAtOnce(
    state,
    { number, kind, fields: [], ...known, ...(signal && { signal }) },
    verdict,
  );
}

/** The same command again gets the verdict of the first, as it is by now. */
function repeat(
  state: StayState,
  request: Request,
  { number }: KnownCommand,
  now: number,
): StayState {
  const again = { ...request, command: undefined };
  if (state.requests.open.some((r) => r.number === number))
    return open(state, again, now, 'planned', { sameAs: number });
  const given = state.requests.answers.find((a) => a.number === number);
  return decline(state, again, given === undefined ? SUPERSEDED : verdictByNow(state, given));
}

interface KnownCommand {
  readonly number: number;
  readonly command: Command;
}

function knownCommand({ requests }: StayState, request: Request): KnownCommand | undefined {
  const { kind, command } = request;
  if (command === undefined) return undefined;
  const all = [...requests.answers, ...requests.open];
  const known = all.findLast((one) => one.kind === kind && one.command?.id === command.id);
  return known?.command === undefined
    ? undefined
    : { number: known.number, command: known.command };
}

/** Somebody has cancelled the stay, which does not end yet. */
function isCancelled(state: StayState): boolean {
  return !isEnding(state) && desiredOf(state).cancelled?.value === true;
}

/** The stay ends or has ended, and no put waits to be lived afterwards. */
function isEnded(state: StayState): boolean {
  const { phase } = state.life;
  if (phase === 'superseded' || phase === 'refused') return true;
  return isEnding(state) && !state.requests.open.some(isPendingPut);
}

function isEnding({ life }: StayState): boolean {
  return life.phase === 'ending' || life.phase === 'ended';
}

function isPendingPut({ kind, stage }: OpenRequest): boolean {
  return kind === 'put' && stage === 'pending';
}

/** What is being done may be pointless from here on. */
function overtaking(state: StayState): StayState {
  return { ...state, requests: { ...state.requests, overtaking: state.requests.received } };
}

/** What was refused may be taken now. */
function unblocked(state: StayState): StayState {
  const { refusal: _refusal, ...problems } = state.problems;
  return { ...state, tries: withoutRefusals(state.tries), problems };
}

/** A stay takes so many puts and changes, and any number of cancellations. */
function counted(state: StayState, { kind }: Request): StayState {
  if (kind === 'cancel') return state;
  const { requests } = state;
  return { ...state, requests: { ...requests, changes: requests.changes + 1 } };
}

function withOpen(state: StayState, number: number, facts: Partial<OpenRequest>): StayState {
  const { requests } = state;
  const next = requests.open.map((r) => (r.number === number ? { ...r, ...facts } : r));
  return { ...state, requests: { ...requests, open: next } };
}

function withoutHolds(state: StayState): StayState {
  const { requests } = state;
  const next = requests.open.map(({ holds: _holds, ...request }) => request);
  return { ...state, requests: { ...requests, open: next } };
}

/** The status shows the last message for whose verdict nobody waits. */
function noteSignal(state: StayState, name: string, now: number): StayState {
  const { requests } = state;
  const number = requests.received;
  const answered = requests.answers.findLast((a) => a.number === number);
  const verdict = answered === undefined ? {} : { verdict: answered.verdict };
  return { ...state, requests: { ...requests, lastSignal: { name, at: now, number, ...verdict } } };
}

/** Notes a signal whose payload could not be read, and why. */
export function noteUnreadSignal(
  state: StayState,
  name: string,
  verdict: Verdict,
  now: number,
): StayState {
  const { requests } = state;
  return { ...state, requests: { ...requests, lastSignal: { name, at: now, verdict } } };
}

/** Whether a stay takes no more messages of that kind. A cancellation, and what helps, is never too much. */
export function isSpent({ requests }: StayState, kind: RequestKind): boolean {
  if (kind === 'reissue') return requests.reissues >= MOST_REISSUES;
  return (kind === 'put' || kind === 'change') && requests.changes >= MOST_CHANGES;
}
