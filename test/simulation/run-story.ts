import { StoryJudge } from './judge/story-judge.ts';
import type { Violation } from './judge/violation.ts';
import { maybeActiveInstance } from './temporal/active-instance.ts';
import type { WorkflowFunction } from './temporal/workflow-instance.ts';
import { clearsAt, type Story } from './world/story.ts';
import { buildWorld } from './world/world.ts';

const HOUR = 3_600_000;

/** Once the weather has cleared and the stay is over, it has so long to be proven gone, beside the quiet period. */
const ENDS_WITHIN_MS = 2 * HOUR;

/** Far more than any story needs: one that has more goes round in circles. */
const MOST_HAPPENINGS = 100_000;

/** How a story ended. */
export interface Ending {
  readonly story: Story;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
  readonly stays: number;
  /** History events of all runs. */
  readonly events: number;
  /** Requests that reached Seam. */
  readonly requests: number;
  readonly faults: ReadonlyMap<string, number>;
}

export interface RunOptions {
  readonly workflows: Readonly<Record<string, WorkflowFunction>>;
  readonly isTraced?: boolean;
}

/** Lets a story happen, from the first word to the last proof, and holds it against every invariant. */
export async function runStory(story: Story, options: RunOptions): Promise<Ending> {
  const judged: { judge?: StoryJudge } = {};
  const world = buildWorld(story, options, (built) => (judged.judge = new StoryJudge(built)));
  const { judge } = judged;
  if (judge === undefined) throw new TypeError('a world without a judge');
  const { time, temporal, workspace, climate, trace } = world;

  const told = Date.now;
  Date.now = () => maybeActiveInstance()?.now ?? time.now;
  try {
    const lastWord = Math.max(0, ...story.words.map(({ at }) => at));
    const { beginsAt, quietPeriodMs, weather } = story;
    const calmFrom = beginsAt + Math.max(lastWord, clearsAt(weather));
    const isOver = (): boolean => temporal.runs.every((run) => !run.isOpen);
    const closesAt = (): number =>
      Math.max(calmFrom, ...[...judge.intents.values()].map((i) => i.current?.closesAt ?? 0));
    const isTooLate = (): boolean => time.now > closesAt() + ENDS_WITHIN_MS + 2 * quietPeriodMs;
    await time.run(
      () => time.happened > MOST_HAPPENINGS || (time.now > calmFrom && (isOver() || isTooLate())),
    );
    for (const run of temporal.runs) {
      if (run.isOpen) judge.findings.add('I12 not stuck', run.workflowId, 'it does not end');
    }
    // Whatever is still under way somewhere has time to arrive.
    await time.run(() => false, time.now + quietPeriodMs + HOUR);
    await judge.close();
    return {
      story,
      violations: judge.findings.violations,
      trace: trace.lines,
      stays: judge.intents.size,
      events: temporal.runs.reduce((sum, { history }) => sum + history.length, 0),
      requests: workspace().ledger.length,
      faults: climate.struck,
    };
  } finally {
    Date.now = told;
  }
}
