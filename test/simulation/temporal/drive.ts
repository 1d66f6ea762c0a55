import type { Command, Job } from './commands.ts';
import { cancelledFailure, activityFailure } from './failure.ts';
import type { HistoryEvent } from './history.ts';
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
  { startedId, now, jobs, answer }: TaskChunk,
): Promise<readonly Command[]> {
  const asked: Command[] = [];
  let next: readonly Job[] = jobs;
  do {
    const isReplaying = answer !== undefined;
    const commands = await instance.activate({
      now,
      historyLength: startedId,
      isReplaying,
      jobs: next,
    });
    next = commands.flatMap((command) => takeUp(command, asked));
  } while (next.length > 0);
  const sent = endLast(asked);
  if (answer !== undefined) compare(sent, answer);
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

function compare(commands: readonly Command[], events: readonly HistoryEvent[]): void {
  const ours = commands.map(describeCommand);
  const theirs = events.map((event) => describeEvent(event));
  const count = Math.max(ours.length, theirs.length);
  for (let index = 0; index < count; index += 1) {
    if (ours[index] === theirs[index]) continue;
    throw new Nondeterminism(
      `history has ${theirs[index] ?? 'nothing more'} (event ${events[index]?.id ?? '-'}), the code asks for ${ours[index] ?? 'nothing more'}`,
    );
  }
}

function describeCommand(command: Command): string {
  switch (command.do) {
    case 'schedule-activity': {
      const { seq, activityType, args, terms } = command;
      return `activity ${seq} ${activityType}(${args.join()}) ${JSON.stringify(terms)}`;
    }
    case 'cancel-activity':
      return 'cancel-activity';
    case 'start-timer':
      return `timer ${command.seq} ${command.ms} ms ${command.summary}`;
    case 'cancel-timer':
      return `cancel-timer ${command.seq}`;
    case 'upsert':
      return `upsert ${JSON.stringify(command.attributes)}`;
    case 'mark-patch':
      return `patch ${command.patchId}`;
    case 'accept-update':
      return `accept ${command.updateId}`;
    case 'reject-update':
      return `end-update ${command.updateId} failed`;
    case 'complete-update':
      return `end-update ${command.updateId} ${command.result ?? ''}`;
    case 'complete':
      return `complete ${command.result ?? ''}`;
    case 'fail':
      return `fail ${command.failure.message ?? ''}`;
    case 'cancel':
      return 'cancel';
    case 'continue-as-new':
      return `continue-as-new ${command.workflowType}(${command.args.join()})`;
  }
}

function describeEvent(event: HistoryEvent): string {
  switch (event.type) {
    case 'ActivityTaskScheduled': {
      const { activityId, activityType, args, terms } = event;
      return `activity ${activityId} ${activityType}(${args.join()}) ${JSON.stringify(terms)}`;
    }
    case 'ActivityTaskCancelRequested':
      return 'cancel-activity';
    case 'TimerStarted':
      return `timer ${event.timerId} ${event.ms} ms ${event.summary}`;
    case 'TimerCanceled':
      return `cancel-timer ${event.timerId}`;
    case 'UpsertWorkflowSearchAttributes':
      return `upsert ${JSON.stringify(event.attributes)}`;
    case 'MarkerRecorded':
      return `patch ${event.patchId}`;
    case 'WorkflowExecutionUpdateAccepted':
      return `accept ${event.updateId}`;
    case 'WorkflowExecutionUpdateCompleted': {
      const { updateId, outcome } = event;
      return `end-update ${updateId} ${'result' in outcome ? (outcome.result ?? '') : 'failed'}`;
    }
    case 'WorkflowExecutionCompleted':
      return `complete ${event.result ?? ''}`;
    case 'WorkflowExecutionFailed':
      return `fail ${event.failure.message ?? ''}`;
    case 'WorkflowExecutionCanceled':
      return 'cancel';
    case 'WorkflowExecutionContinuedAsNew':
      return `continue-as-new ${event.workflowType}(${event.args.join()})`;
    default:
      return event.type;
  }
}
