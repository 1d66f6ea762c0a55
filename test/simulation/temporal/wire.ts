import type { Command } from './commands.ts';
import type { EventBody, HistoryEvent } from './history.ts';
import type { Payload } from './payload.ts';
import type { SentUpdate } from './updates.ts';

/** What a task brings, as a worker could read it. */
export interface OpenedTask {
  readonly events: readonly HistoryEvent[];
  readonly updates: readonly SentUpdate[];
}

/** What one worker process does to payloads on their way to and from the server. */
export interface WorkerEnd {
  /** Opens what a task brings from its event `from` on. A message that cannot be read stays sealed; else it throws. */
  openTask(workflowId: string, task: OpenedTask, from: number): Promise<OpenedTask>;
  /** Seals what workflow code asks for; `updates` are those of the task, as they came. */
  sealCommands(
    workflowId: string,
    commands: readonly Command[],
    updates: readonly SentUpdate[],
  ): Promise<readonly Command[]>;
  /** Opens the arguments of an attempt; throws where it cannot. */
  openArgs(workflowId: string, args: readonly Payload[]): Promise<readonly Payload[]>;
  seal(workflowId: string, payload: Payload): Promise<Payload>;
}

/** Payloads between processes and the server, in a story in which they are encrypted. */
export interface Wire {
  /** The worker process that takes a workflow task. */
  worker(): WorkerEnd;
  /** The one that takes an attempt of a step, which may be another. */
  forAttempt(): WorkerEnd;
  /** What is said of a run, as those who judge see it: in clear. */
  inClear<T extends EventBody>(body: T): T;
}

type Said = EventBody | Command;

/** The payloads in what is said. */
export function payloadsIn(said: Said): readonly Payload[] {
  if ('args' in said) return said.args;
  if ('result' in said) return [said.result];
  return 'outcome' in said && 'result' in said.outcome ? [said.outcome.result] : [];
}

/** The same said with other payloads. */
export function withPayloads<T extends Said>(said: T, payloads: readonly Payload[]): T {
  if ('args' in said) return { ...said, args: payloads };
  if ('result' in said) return { ...said, result: payloads[0] };
  const isAnswer = 'outcome' in said && 'result' in said.outcome;
  return isAnswer ? { ...said, outcome: { result: payloads[0] } } : said;
}
