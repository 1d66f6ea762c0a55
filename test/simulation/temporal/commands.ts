import type { Failure } from './failure.ts';
import type { ActivityTerms, ShownAttribute } from './history.ts';
import type { Payload } from './payload.ts';

/** What workflow code asks for, in the order in which it asks; `seq` ties a cancellation to its start. */
export type Command =
  | {
      readonly do: 'schedule-activity';
      readonly seq: number;
      readonly activityType: string;
      readonly args: readonly Payload[];
      readonly terms: ActivityTerms;
    }
  | { readonly do: 'cancel-activity'; readonly seq: number }
  | {
      readonly do: 'start-timer';
      readonly seq: number;
      readonly ms: number;
      readonly summary: string;
    }
  | { readonly do: 'cancel-timer'; readonly seq: number }
  | { readonly do: 'upsert'; readonly attributes: readonly ShownAttribute[] }
  | { readonly do: 'mark-patch'; readonly patchId: string }
  | {
      readonly do: 'accept-update';
      readonly updateId: string;
      readonly name: string;
      readonly args: readonly Payload[];
    }
  | { readonly do: 'reject-update'; readonly updateId: string; readonly failure: Failure }
  | { readonly do: 'complete-update'; readonly updateId: string; readonly result: Payload }
  | Close;

/** What ends the run. */
export type Close =
  | { readonly do: 'complete'; readonly result: Payload }
  | { readonly do: 'fail'; readonly failure: Failure }
  | { readonly do: 'cancel' }
  | {
      readonly do: 'continue-as-new';
      readonly workflowType: string;
      readonly args: readonly Payload[];
    };

/** Whether a command ends the run. */
export function isClose(command: Command): command is Close {
  return ['complete', 'fail', 'cancel', 'continue-as-new'].includes(command.do);
}

/** What a workflow task tells workflow code; `seq` is that of the command which it answers. */
export type Job =
  | { readonly job: 'start'; readonly args: readonly Payload[] }
  | { readonly job: 'has-patch'; readonly patchId: string }
  | { readonly job: 'signal'; readonly name: string; readonly args: readonly Payload[] }
  | {
      readonly job: 'update';
      readonly updateId: string;
      readonly name: string;
      readonly args: readonly Payload[];
    }
  | { readonly job: 'fire-timer'; readonly seq: number }
  | { readonly job: 'resolve-activity'; readonly seq: number; readonly result: Resolution }
  | { readonly job: 'cancel-workflow' };

export type Resolution = { readonly completed: Payload } | { readonly failed: Failure };

/** One run of workflow code: the jobs, and what it may know of the task that brings them. */
export interface Activation {
  readonly now: number;
  readonly historyLength: number;
  readonly isReplaying: boolean;
  readonly jobs: readonly Job[];
}

const RANK: Record<Job['job'], number> = {
  start: 0,
  'has-patch': 1,
  signal: 2,
  update: 2,
  'fire-timer': 3,
  'resolve-activity': 3,
  'cancel-workflow': 3,
};

/** Jobs in the order in which Temporal hands them out: messages first, then what was waited for. */
export function inOrder(jobs: readonly Job[]): readonly Job[] {
  return jobs.toSorted((a, b) => RANK[a.job] - RANK[b.job]);
}
