import type { PlanAnswer } from '../../../src/contract/steps.ts';
import { fromPayload } from '../temporal/payload.ts';
import type { Copied, Run } from '../temporal/run.ts';

/** What a workflow task had to do with the plan of a stay. */
export interface PlanNews {
  /** What it learned of the plan that was asked for last. */
  readonly answer: 'planned' | 'refused' | undefined;
  /** The type of the refusal. */
  readonly refusal?: string | undefined;
  /** It has asked for a plan. */
  readonly isAsked: boolean;
}

/** Reads out of histories when stays ask for their plan, and what they are answered. */
export class PlanLog {
  /** How far each run was read, and the event by which it last asked for a plan. */
  readonly #read = new Map<string, number>();
  readonly #asked = new Map<string, number>();

  /** A run goes on from a copied history, and waits for the plan that was asked for there. */
  goOn({ runId }: Run, { of, events }: Copied): void {
    const copied = of.history.slice(0, events);
    this.#read.set(
      runId,
      copied.findLastIndex(({ type }) => type === 'WorkflowTaskCompleted'),
    );
    const ask = copied.findLast(
      (e) => e.type === 'ActivityTaskScheduled' && e.activityType === 'planStay',
    );
    if (ask !== undefined) this.#asked.set(runId, ask.id);
  }

  /** What the task that was just done had to do with the plan. */
  next({ runId, history }: Run): PlanNews {
    const done = history.findLastIndex(({ type }) => type === 'WorkflowTaskCompleted');
    const from = Math.max(0, this.#read.get(runId) ?? 0);
    this.#read.set(runId, done);
    let answer: PlanNews['answer'];
    let refusal: string | undefined;
    // What came while the worker was at the task is written down after it, and is for the next.
    for (const event of history.slice(from, done)) {
      if (event.type !== 'ActivityTaskCompleted') continue;
      if (event.scheduled !== this.#asked.get(runId)) continue;
      const plan = fromPayload(event.result) as PlanAnswer;
      answer = 'refused' in plan ? 'refused' : 'planned';
      refusal = 'refused' in plan ? plan.refused.type : undefined;
    }
    const ask = history
      .slice(done)
      .findLast((e) => e.type === 'ActivityTaskScheduled' && e.activityType === 'planStay');
    if (ask !== undefined) this.#asked.set(runId, ask.id);
    return { answer, refusal, isAsked: ask !== undefined };
  }
}
