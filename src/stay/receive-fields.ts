import { answerOvertaken, SUPERSEDED } from './answering.ts';
import { acceptSameWant, desiredOf } from './desired.ts';
import { withoutAnyRefusal } from './failing.ts';
import { isCancelled, isEnded } from './life.ts';
import type { Cancelling, Changing, Putting, Request } from './message.ts';
import { decline, noteOvertaking, open } from './opening.ts';
import {
  FIELDS,
  isNewest,
  judge,
  type FieldName,
  type Fields,
  type FieldValues,
} from './requests.ts';
import type { OpenRequest, StayState } from './state.ts';

/** A put that comes while the stay ends is lived afterwards. */
export function receivePut(state: StayState, request: Putting, now: number): StayState {
  const { heard } = state.requests;
  // A cancellation counts from when it was received, also before it has its verdict.
  const isOver = isEnded(state) || isCancelled(state);
  if (isOver && !isNewest(desiredOf(state), heard, request.revision))
    return decline(state, request, SUPERSEDED);
  const says = { ...request.says, cancelled: false };
  const facts = request.holds ? { holds: true as const } : {};
  return take(state, request, says, now, facts);
}

/** Takes the fields of a request, as far as they are newer than what is desired. */
export function take(
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
  const next = isNews ? answerOvertaken(noteOvertaking(withoutAnyRefusal(opened))) : opened;
  const { phase } = state.life;
  return phase === 'living' ? acceptSameWant(next) : revive(next);
}

/** Whether a request says more than was known already, be it a revision alone: a repetition is not counted. */
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

/** A stay takes so many puts and changes, and any number of cancellations. */
function counted(state: StayState, { kind }: Request): StayState {
  if (kind === 'cancel') return state;
  const { requests } = state;
  return { ...state, requests: { ...requests, changes: requests.changes + 1 } };
}
