import type { Command, Job } from './commands.ts';
import { cancelledFailure, activityFailure } from './failure.ts';
import type { ActivityTerms, HistoryEvent } from './history.ts';
import { MOST_TURNS, NeverWaits } from './never-waits.ts';
import type { TaskChunk } from './task-chunks.ts';
import type { WorkflowInstance } from './workflow-instance.ts';

/** Workflow code asked for something else than its history says. */
export class Nondeterminism extends Error {
  override readonly name = 'Nondeterminism';
}

/**
 * Has an instance work on one workflow task, and answers the commands to send. An activity or a timer
 * that is cancelled in the task that asked for it never reaches the server.
 */
export async function drive(
  instance: WorkflowInstance,
  { startedId, now, jobs, answer, isCopied }: TaskChunk,
): Promise<readonly Command[]> {
  const asked: Command[] = [];
  let next: readonly Job[] = jobs;
  for (let turns = 0; turns === 0 || next.length > 0; turns += 1) {
    if (turns > MOST_TURNS) throw new NeverWaits();
    const isReplaying = answer !== undefined;
    const commands = await instance.activate({
      now,
      historyLength: startedId,
      isReplaying,
      jobs: next,
    });
    next = commands.flatMap((command) => takeUp(command, asked));
  }
  const sent = endLast(asked);
  if (answer !== undefined) compare(sent, answer, isCopied === true ? isOfSameKind : isOf);
  return sent;
}

/** Takes a command into the task's list; answers what workflow code is to be told of it at once. */
function takeUp(command: Command, asked: Command[]): readonly Job[] {
  if (command.do === 'cancel-timer') {
    const at = asked.findIndex((c) => c.do === 'start-timer' && c.seq === command.seq);
    if (at >= 0) asked.splice(at, 1);
    else asked.push(command);
    return [];
  }
  if (command.do === 'cancel-activity') {
    const at = asked.findIndex((c) => c.do === 'schedule-activity' && c.seq === command.seq);
    const scheduled = asked[at];
    if (scheduled?.do !== 'schedule-activity') {
      asked.push(command);
      return [];
    }
    asked.splice(at, 1);
    const failed = activityFailure(
      cancelledFailure('Activity cancelled before scheduled'),
      scheduled.activityType,
      String(scheduled.seq),
      'CANCEL_REQUESTED',
    );
    return [{ job: 'resolve-activity', seq: command.seq, result: { failed } }];
  }
  asked.push(command);
  return [];
}

/** What ends the run goes last, and only the first such counts. */
function endLast(commands: readonly Command[]): readonly Command[] {
  const closes = commands.filter((c) => ENDS.has(c.do));
  return [...commands.filter((c) => !ENDS.has(c.do)), ...closes.slice(0, 1)];
}

const ENDS: ReadonlySet<string> = new Set(['complete', 'fail', 'cancel', 'continue-as-new']);

function compare(
  commands: readonly Command[],
  events: readonly HistoryEvent[],
  isSame: (command: Command, event: HistoryEvent) => boolean,
): void {
  const count = Math.max(commands.length, events.length);
  for (let index = 0; index < count; index += 1) {
    const [command, event] = [commands[index], events[index]];
    if (command !== undefined && event !== undefined && isSame(command, event)) continue;
    throw new Nondeterminism(
      `history has ${tell(event)} (event ${event?.id ?? '-'}), the code asks for ${tell(command)}`,
    );
  }
}

function tell(said: Command | HistoryEvent | undefined): string {
  return said === undefined ? 'nothing more' : JSON.stringify(said);
}

/** As the SDK looks: what a step is called with may name the run. */
function isOfSameKind(command: Command, event: HistoryEvent): boolean {
  if (command.do !== 'schedule-activity') return isOf(command, event);
  return event.type === 'ActivityTaskScheduled' && isOf({ ...command, args: event.args }, event);
}

/** Whether an event is what a command became. */
function isOf(command: Command, event: HistoryEvent): boolean {
  switch (command.do) {
    case 'schedule-activity':
      return (
        event.type === 'ActivityTaskScheduled' &&
        event.activityId === String(command.seq) &&
        event.activityType === command.activityType &&
        isSameList(event.args, command.args) &&
        isSameTerms(event.terms, command.terms)
      );
    case 'cancel-activity':
      return event.type === 'ActivityTaskCancelRequested';
    case 'start-timer':
      return (
        event.type === 'TimerStarted' &&
        event.timerId === String(command.seq) &&
        event.ms === command.ms &&
        event.summary === command.summary
      );
    case 'cancel-timer':
      return event.type === 'TimerCanceled' && event.timerId === String(command.seq);
    case 'upsert':
      return (
        event.type === 'UpsertWorkflowSearchAttributes' &&
        JSON.stringify(event.attributes) === JSON.stringify(command.attributes)
      );
    case 'mark-patch':
      return event.type === 'MarkerRecorded' && event.patchId === command.patchId;
    case 'accept-update':
      return (
        event.type === 'WorkflowExecutionUpdateAccepted' && event.updateId === command.updateId
      );
    case 'reject-update':
      return isUpdateEnd(event, command.updateId) && !('result' in event.outcome);
    case 'complete-update':
      return (
        isUpdateEnd(event, command.updateId) &&
        'result' in event.outcome &&
        event.outcome.result === command.result
      );
    case 'complete':
      return event.type === 'WorkflowExecutionCompleted' && event.result === command.result;
    case 'fail':
      return (
        event.type === 'WorkflowExecutionFailed' &&
        event.failure.message === command.failure.message
      );
    case 'cancel':
      return event.type === 'WorkflowExecutionCanceled';
    case 'continue-as-new':
      return (
        event.type === 'WorkflowExecutionContinuedAsNew' &&
        event.workflowType === command.workflowType &&
        isSameList(event.args, command.args)
      );
  }
}

function isUpdateEnd(
  event: HistoryEvent,
  updateId: string,
): event is Extract<HistoryEvent, { type: 'WorkflowExecutionUpdateCompleted' }> {
  return event.type === 'WorkflowExecutionUpdateCompleted' && event.updateId === updateId;
}

function isSameList<T>(ours: readonly T[], theirs: readonly T[]): boolean {
  return ours.length === theirs.length && ours.every((each, index) => each === theirs[index]);
}

function isSameTerms(ours: ActivityTerms, theirs: ActivityTerms): boolean {
  return (
    ours.taskQueue === theirs.taskQueue &&
    ours.startToCloseMs === theirs.startToCloseMs &&
    ours.scheduleToCloseMs === theirs.scheduleToCloseMs &&
    ours.scheduleToStartMs === theirs.scheduleToStartMs &&
    ours.heartbeatMs === theirs.heartbeatMs &&
    ours.initialIntervalMs === theirs.initialIntervalMs &&
    ours.backoffCoefficient === theirs.backoffCoefficient &&
    ours.maximumIntervalMs === theirs.maximumIntervalMs &&
    ours.maximumAttempts === theirs.maximumAttempts &&
    ours.summary === theirs.summary &&
    isSameList(ours.nonRetryableTypes, theirs.nonRetryableTypes)
  );
}
