import { SEAM_TASK_QUEUE } from '../../../src/contract/names.ts';
import type { Status } from '../../../src/contract/status.ts';
import type { QueuedActivity } from '../temporal/activity-queue.ts';
import type { Attempt } from '../temporal/activity-worker.ts';
import type { Run } from '../temporal/run.ts';
import { faultsEndAt } from '../world/story.ts';
import type { World } from '../world/world.ts';

import { openDoors } from './at-seam.ts';
import type { Belongings } from './belongings.ts';
import type { Intent } from './intent.ts';
import type { Findings } from './violation.ts';

const HOUR_MS = 3_600_000;

/** Steps after which fewer doors open than before. */
const SHUTS: ReadonlySet<string> = new Set([
  'removeCredential',
  'suspendAccess',
  'leaveAccessGroups',
]);
/** Steps that begin with a guest, where nothing is there yet. */
const BEGINS: ReadonlySet<string> = new Set(['identifyGuest', 'addAccessUser']);
/** Steps without which the guest who was begun gets in nowhere. */
const FINISHES: ReadonlySet<string> = new Set(['joinAccessGroups', 'issueCredential']);
const OPENS: ReadonlySet<string> = new Set([...BEGINS, ...FINISHES, 'confirmAccess', 'moveWindow']);

/**
 * Looks who is helped first where steps wait in a queue: I17, whose door is to shut comes before all who
 * arrive, a guest who was begun and one whose window has shut too early before the next, who is due before who
 * comes later, and who waits for a verdict not behind a look of the same stay's that nobody waited for; and I18, that a
 * queue that is merely long is no problem of any stay.
 */
export class QueueJudge {
  readonly #world: World;
  readonly #belongings: Belongings;
  readonly #intents: ReadonlyMap<string, Intent>;
  readonly #findings: Findings;
  /** The first step of each run that gives its guest anything. */
  readonly #first = new WeakMap<Run, string>();

  constructor(
    world: World,
    belongings: Belongings,
    intents: ReadonlyMap<string, Intent>,
    findings: Findings,
  ) {
    this.#world = world;
    this.#belongings = belongings;
    this.#intents = intents;
    this.#findings = findings;
  }

  /** A worker has taken an attempt of a stay's; what waits now could have been taken instead. */
  began(
    { name, run, context }: Attempt,
    stay: string,
    stayOf: (activity: QueuedActivity) => string,
  ): void {
    if (!OPENS.has(name)) return;
    const { activityId } = context.info;
    const first = this.#first.get(run) ?? activityId;
    this.#first.set(run, first);
    const waiting = this.#world.temporal.waitingIn(SEAM_TASK_QUEUE);
    const others = waiting.filter((each) => stayOf(each) !== stay);
    if (others.length === 0) return;
    const shutting = others.find((each) => this.#isToShut(each, stayOf(each)));
    if (shutting !== undefined) {
      this.#tell(stay, `${name} was begun while the door of ${stayOf(shutting)} waited to be shut`);
    }
    const inTheWay = others.find(isInTheWay);
    if (inTheWay !== undefined) {
      const what = `${stayOf(inTheWay)} was asked for something, and stood behind its own ${inTheWay.activityType}`;
      this.#tell(stay, `${name} was begun while ${what}`);
    }
    if (activityId !== first) return;
    const begun = others.find((each) => this.#isBegun(each, stayOf(each)));
    if (begun !== undefined) {
      this.#tell(stay, `its guest was begun while that of ${stayOf(begun)} was not finished`);
    }
    const shutOut = BEGINS.has(name)
      ? others.find((each) => this.#isShutOut(each, stayOf(each)))
      : undefined;
    if (shutOut !== undefined) {
      this.#tell(stay, `its guest was begun while that of ${stayOf(shutOut)} was shut out`);
    }
    const due = others.find((each) => BEGINS.has(each.activityType) && this.#isDue(stayOf(each)));
    if (due !== undefined && this.#isAhead(stay)) {
      this.#tell(stay, `it was granted ahead while the guest of ${stayOf(due)} stood at the door`);
    }
  }

  /** What a stay says of itself while nothing has gone wrong but that the queue is long. */
  read(stay: string, { problem }: Status): void {
    const { story } = this.#world;
    const { stepsPerSecond, sticky, strikes = [] } = story.conditions;
    const isWell = faultsEndAt(story.conditions) === 0 && sticky === 0 && strikes.length === 0;
    if (stepsPerSecond === undefined || !isWell || problem === undefined) return;
    this.#findings.add('I18 patient', stay, `it shows ${problem.type}`);
  }

  /** What is removed once the doors are shut harms nobody by waiting. */
  #isToShut({ activityType }: QueuedActivity, stay: string): boolean {
    const isOver = this.#intents.get(stay)?.isEnding === true;
    if (!SHUTS.has(activityType) && !(isOver && activityType === 'removeAccessUser')) return false;
    return this.#openDoorsOf(stay) > 0;
  }

  #isBegun({ activityType }: QueuedActivity, stay: string): boolean {
    return FINISHES.has(activityType) && this.#isDue(stay);
  }

  /** Who stays longer, and got in until the check-out that is no more. */
  #isShutOut({ activityType }: QueuedActivity, stay: string): boolean {
    const isHeld = this.#intents.get(stay)?.current?.isHeld === true;
    const isWanted = this.#isDue(stay) && !isHeld;
    return activityType === 'moveWindow' && isWanted && this.#openDoorsOf(stay) === 0;
  }

  #openDoorsOf(stay: string): number {
    return openDoors(this.#world.workspace(), this.#belongings).get(stay)?.size ?? 0;
  }

  #isDue(stay: string): boolean {
    const current = this.#intents.get(stay)?.current;
    return current?.isAlive === true && current.opensAt <= this.#world.time.now;
  }

  #isAhead(stay: string): boolean {
    const { opensAt = 0 } = this.#intents.get(stay)?.current ?? {};
    return opensAt > this.#world.time.now + 2 * HOUR_MS;
  }

  #tell(stay: string, what: string): void {
    this.#findings.add('I17 in turn', stay, what);
  }
}

/** Whether a look stands in line for nobody, while somebody waits for what comes after it. */
function isInTheWay({ activityType, priority, since, run }: QueuedActivity): boolean {
  const isForNobody = priority >= 4 && activityType === 'confirmAccess';
  return isForNobody && run.updates.isAnyOpenSince(since);
}
