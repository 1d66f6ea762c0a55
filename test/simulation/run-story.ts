import type { LedgerEntry } from '../../sandbox/request-ledger.ts';

import type { Busy } from './judge/circle-judge.ts';
import { StoryJudge } from './judge/story-judge.ts';
import type { Violation } from './judge/violation.ts';
import { maybeActiveInstance } from './temporal/active-instance.ts';
import type { Run } from './temporal/run.ts';
import type { WorkflowFunction } from './temporal/workflow-instance.ts';
import type { TakenEvent } from './world/receivers.ts';
import { type Span, type Story, undisturbedFrom, type Word } from './world/story.ts';
import { buildWorld, type World } from './world/world.ts';

const HOUR = 3_600_000;
/** What no receiver takes is given up after three days. */
const ANNOUNCED_WITHIN_MS = 4 * 24 * HOUR;

/** Once nothing goes wrong any more and the stay is over, it has so long to be proven gone, beside the quiet period. */
const ENDS_WITHIN_MS = 2 * HOUR;

/** How a story ended. */
export interface Ending {
  readonly story: Story;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
  readonly stays: number;
  /** History events of all runs. */
  readonly events: number;
  /** Requests that reached Seam, or would have if it had been there. */
  readonly requests: number;
  /** Attempts of activities that a worker took. */
  readonly attempts: number;
  /** Workflow tasks that a worker took, and how often one had to replay a history. */
  readonly tasks: number;
  readonly replays: number;
  readonly faults: ReadonlyMap<string, number>;
  /** Of the faults that were meant for one request, how many struck. */
  readonly strikes: number;
  /** Everything that Seam was asked. */
  readonly ledger: readonly LedgerEntry[];
  /** What the story did in its busiest hour. */
  readonly busiestHour: Busy;
  /** Messages that were sent, by what they say and how. */
  readonly messages: ReadonlyMap<string, number>;
  /** The events that receivers took. */
  readonly told: readonly TakenEvent[];
  /** By workflow id: runs, events of all of them, and when the last one closed. */
  readonly runsOf: ReadonlyMap<string, number>;
  readonly historyOf: ReadonlyMap<string, number>;
  readonly closedAt: ReadonlyMap<string, number>;
  /** What staff did to the stay's own objects. */
  readonly deeds: ReadonlyMap<string, number>;
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
  const { time, temporal, backend, workspace, faults, trace, staff, receivers } = world;

  const told = Date.now;
  Date.now = () => maybeActiveInstance()?.now ?? time.now;
  try {
    const lastWord = Math.max(0, ...story.words.map(({ at }) => at));
    const { beginsAt, quietPeriodMs } = story;
    const calmFrom = beginsAt + Math.max(lastWord, undisturbedFrom(story));
    const isOver = (): boolean =>
      temporal.runs.every((run) => !run.isOpen || isAnnouncer(run)) &&
      backend.sent.every(({ reply }) => reply !== undefined);
    const closesAt = (): number =>
      Math.max(calmFrom, ...[...judge.intents.values()].map((i) => i.current?.closesAt ?? 0));
    const isTooLate = (): boolean => time.now > closesAt() + ENDS_WITHIN_MS + 2 * quietPeriodMs;
    const isCircle = (): boolean => judge.circles.look();
    await time.run(() => isCircle() || (time.now > calmFrom && (isOver() || isTooLate())));
    if (!isCircle()) {
      for (const run of temporal.runs) {
        if (run.isOpen && !isAnnouncer(run))
          judge.findings.add('I12 not stuck', run.workflowId, 'it does not end');
      }
      // Whatever is still under way somewhere has time to arrive.
      await time.run(isCircle, time.now + quietPeriodMs + HOUR);
      if (story.receivers !== undefined) {
        const isTold = (): boolean => temporal.runs.every((run) => !run.isOpen);
        await time.run(() => isCircle() || isTold(), time.now + ANNOUNCED_WITHIN_MS);
        if (!isTold()) judge.findings.add('I19 told', '', 'what it announces comes to no end');
      }
    }
    // A story that goes in circles is not told to its end, which says nothing of the other invariants.
    if (!isCircle()) await judge.close();
    return {
      story,
      violations: judge.findings.violations,
      trace: trace.lines,
      stays: judge.intents.size,
      events: temporal.runs.reduce((sum, { history }) => sum + history.length, 0),
      requests: workspace().ledger.length,
      attempts: temporal.attempts,
      tasks: temporal.worker.tasks,
      replays: temporal.worker.replays,
      strikes: faults.landed.size,
      ledger: workspace().ledger,
      faults: new Map([...faults.struck, ...troubles(world)]),
      busiestHour: judge.circles.busiest,
      messages: counted(story.words.map((word) => nameOf(word, story.words))),
      told: receivers.taken,
      ...runFacts(temporal.runs),
      deeds: counted(staff.done.map(({ does }) => does)),
    };
  } finally {
    Date.now = told;
  }
}

/** Delivers events: a receiver that is away keeps it, and nothing else. */
function isAnnouncer({ workflowId }: Run): boolean {
  return workflowId.startsWith('announce:');
}

/** What struck beside requests and attempts: whoever was away as a whole. */
function troubles({ story, time, temporal, workspace }: World): ReadonlyMap<string, number> {
  const { beginsAt, conditions } = story;
  const begun = (spans: readonly Span[]): number =>
    spans.filter(({ from }) => beginsAt + from <= time.now).length;
  return new Map([
    ['seam-away', workspace().ledger.filter(({ fault }) => fault === 'outage').length],
    ['worker-died', begun(conditions.workerDeaths)],
    ['temporal-away', begun(conditions.serverOutages)],
    ...(story.resets === undefined
      ? []
      : [
          ['run-reset', temporal.runs.filter(({ copied }) => copied !== undefined).length] as const,
        ]),
  ]);
}

function nameOf({ says, via, reservationId }: Word, words: readonly Word[]): string {
  if (says.kind === 'operator') return 'cancellation in the UI';
  if (says.kind !== 'put') return `${says.kind} by ${via}`;
  const ofStay = words.filter((word) => word.reservationId === reservationId);
  const first = ofStay.find((word) => word.says.kind === 'put')?.says;
  const isAnother = first?.kind === 'put' && first.guest.fullName !== says.guest.fullName;
  const of = isAnother ? ' of another guest' : says.hold === true ? ' that holds' : '';
  return `put${of} by ${via}`;
}

function runFacts(runs: readonly Run[]): Pick<Ending, 'runsOf' | 'historyOf' | 'closedAt'> {
  const [runsOf, historyOf, closedAt] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  for (const { workflowId: id, history, closing } of runs) {
    runsOf.set(id, (runsOf.get(id) ?? 0) + 1);
    historyOf.set(id, (historyOf.get(id) ?? 0) + history.length);
    if (closing !== undefined) closedAt.set(id, closing.at);
  }
  return { runsOf, historyOf, closedAt };
}

function counted(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
