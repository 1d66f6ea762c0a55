import { CLOSE_STAY } from '../../../src/contract/names.ts';
import type { Status } from '../../../src/contract/status.ts';
import type { Run } from '../temporal/run.ts';
import { resultOf } from '../temporal/temporal.ts';
import type { World } from '../world/world.ts';

import type { Belongings } from './belongings.ts';
import type { Findings } from './violation.ts';

const MOST_EVENTS = 2_000;
const MOST_BYTES = 65_536;
/** So long at least a cancellation is remembered of which there was no stay. */
const LEAST_REMEMBERED_MS = 60_000;

const CREATING: ReadonlySet<string> = new Set([
  'identifyGuest',
  'enrollPhone',
  'addAccessUser',
  'issueCredential',
]);

/** Steps that change nothing at Seam. */
const LEAVES_SEAM: ReadonlySet<string> = new Set([
  'planStay',
  'recallStay',
  'lookAtStep',
  'handOver',
  'proveAbsence',
]);

/** What a run tells of itself. */
type Told = Pick<Run, 'history'>;

/** Looks at how runs end: I2, I7 and I11. */
export class EndJudge {
  readonly #world: World;
  readonly #belongings: Belongings;
  readonly #findings: Findings;

  constructor(world: World, belongings: Belongings, findings: Findings) {
    this.#world = world;
    this.#belongings = belongings;
    this.#findings = findings;
  }

  closed(run: Run, stay: string): void {
    this.#bounds(run, stay);
    const { closing } = run;
    if (closing?.type === 'WorkflowExecutionContinuedAsNew') return;
    if (closing?.type === 'WorkflowExecutionCompleted') this.#proofs(run, stay);
    else if (closing?.type === 'WorkflowExecutionCanceled') {
      this.#findings.add('I7 honest end', stay, 'it closed as cancelled');
    }
    this.nothingLeft(stay, 'when it closed');
  }

  nothingLeft(stay: string, when: string): void {
    const left = this.#belongings.objectsOf(stay);
    if (left.length === 0) return;
    const ids = left.map((each) => ('fullName' in each ? each.fullName : each.id)).join(', ');
    this.#findings.add('I2 nothing left', stay, `${left.length} objects are left ${when}: ${ids}`);
  }

  /** Two proofs of absence, and the quiet period between them, if anything was ever there. */
  #proofs(run: Run, stay: string): void {
    const status = resultOf(run) as Status;
    const life = this.#lifeOf(run);
    // It was over before it was reset, and nothing was made since: that was proven then.
    const before = run.copied?.of.closing?.type;
    if (before === 'WorkflowExecutionCompleted' && !isCreating(life.at(-1) ?? run)) return;
    if (!life.some(isCreating) && !isOrphan(run)) return this.#memory(run, life, status, stay);
    const { absentSince = '', revokedAt = '' } = status;
    const between = Date.parse(revokedAt) - Date.parse(absentSince);
    if (status.phase !== 'revoked' || !(between >= this.#world.story.quietPeriodMs)) {
      this.#findings.add(
        'I7 honest end',
        stay,
        `it says ${status.phase}, proven ${between} ms apart`,
      );
    }
    const proofs = proofsOf(life);
    const [first, last] = [proofs.at(-2) ?? Number.NaN, proofs.at(-1) ?? Number.NaN];
    if (!(last - first >= this.#world.story.quietPeriodMs)) {
      this.#findings.add('I7 honest end', stay, `its last proofs are ${last - first} ms apart`);
    }
  }

  /** A cancellation of a stay that there never was is remembered for a while, and proves nothing. */
  #memory(run: Run, [start, ...more]: readonly Told[], status: Status, stay: string): void {
    const { phase, revokedAt } = status;
    if (start === undefined || more.length > 0 || !isBegunByCancellation(start)) return;
    if (this.#isShownAsEnded(run, status)) return;
    if (
      start.history.some((e) => e.type === 'ActivityTaskScheduled' && e.activityType === 'planStay')
    )
      return;
    const mostMs = Math.max(LEAST_REMEMBERED_MS, this.#world.story.quietPeriodMs);
    const ms = (start.history.at(-1)?.at ?? 0) - (start.history[0]?.at ?? 0);
    if (phase !== 'revoked' || revokedAt !== undefined) {
      this.#findings.add('I7 honest end', stay, `it says ${phase}, and there never was a stay`);
    }
    if (ms < mostMs) {
      this.#findings.add('I5 no lost word', stay, `a cancellation was forgotten after ${ms} ms`);
    }
  }

  /** The cancellation is no newer than what a stay knew that has ended: what that has come to is shown once more. */
  #isShownAsEnded(run: Run, shown: Status): boolean {
    const whole = JSON.stringify(shown);
    const isBefore = (one: Run): boolean =>
      one.workflowId === run.workflowId &&
      one.closing?.type === 'WorkflowExecutionCompleted' &&
      one.runId !== run.runId &&
      JSON.stringify(resultOf(one)) === whole;
    return revisionOf(run) <= shown.revision && this.#world.temporal.runs.some(isBefore);
  }

  /** The run, and those that it goes on from; of one that goes on after a reset, what came after that. */
  #lifeOf(run: Run): readonly Told[] {
    const { copied, history } = run;
    if (copied !== undefined)
      return [...this.#lifeOf(copied.of), { history: history.slice(copied.events) }];
    const [start] = history;
    const before = start?.type === 'WorkflowExecutionStarted' ? start.continuedFrom : undefined;
    const earlier = this.#world.temporal.runs.find(({ runId }) => runId === before);
    return earlier === undefined ? [run] : [...this.#lifeOf(earlier), run];
  }

  #bounds({ history }: Run, stay: string): void {
    if (history.length > MOST_EVENTS) {
      this.#findings.add('I11 bounded', stay, `${history.length} events`);
    }
    for (const event of history) {
      const payloads = 'args' in event ? event.args : 'result' in event ? [event.result] : [];
      if (payloads.some((payload) => (payload?.length ?? 0) > MOST_BYTES)) {
        this.#findings.add('I11 bounded', stay, `a payload of ${event.type} is too big`);
      }
    }
  }
}

/**
 * When nothing was found since something was last done at Seam, in whichever run: a stay that has become too long
 * just after its first proof has the second one in the run that goes on.
 */
function proofsOf(life: readonly Told[]): readonly number[] {
  let proofs: number[] = [];
  for (const event of life.flatMap(({ history }) => history)) {
    if (event.type === 'ActivityTaskScheduled' && !LEAVES_SEAM.has(event.activityType)) proofs = [];
    if (event.type === 'ActivityTaskCompleted' && event.result === '{"found":[]}')
      proofs.push(event.at);
  }
  return proofs;
}

/** What an earlier run has made is proven gone by the one that ends it. */
function isOrphan({ history: [start] }: Run): boolean {
  return start?.type === 'WorkflowExecutionStarted' && start.workflowType === CLOSE_STAY;
}

function isBegunByCancellation({ history: [start] }: Told): boolean {
  return start?.type === 'WorkflowExecutionStarted' && /"cancelled":true/.test(start.args[0] ?? '');
}

/** The revision of the cancellation that began a run. */
function revisionOf({ history: [start] }: Told): number {
  const said = start?.type === 'WorkflowExecutionStarted' ? (start.args[0] ?? '') : '';
  return Number(/"revision":(\d+)/.exec(said)?.[1] ?? Infinity);
}

function isCreating({ history }: Told): boolean {
  return history.some(
    (event) => event.type === 'ActivityTaskScheduled' && CREATING.has(event.activityType),
  );
}
