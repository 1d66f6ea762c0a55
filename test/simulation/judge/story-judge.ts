import { reservationIdOf } from '../../../src/contract/names.ts';
import type { Status } from '../../../src/contract/status.ts';
import type { Attempt } from '../temporal/activity-worker.ts';
import { NeverWaits } from '../temporal/never-waits.ts';
import type { Copied, Run } from '../temporal/run.ts';
import type { WorkflowInstance } from '../temporal/workflow-instance.ts';
import type { Sent } from '../world/backend.ts';
import { Health } from '../world/health.ts';
import { unreadTimes } from '../world/keys.ts';
import type { Exchange } from '../world/seam-wire.ts';
import type { Done } from '../world/staff.ts';
import type { Word } from '../world/story.ts';
import type { Judge, World } from '../world/world.ts';

import { AddressJudge } from './address-judge.ts';
import { AnnouncementJudge } from './announcement-judge.ts';
import { Belongings } from './belongings.ts';
import { CircleJudge } from './circle-judge.ts';
import { CredentialJudge } from './credential-judge.ts';
import { DoorJudge } from './door-judge.ts';
import { DoubleJudge } from './double-judge.ts';
import { EndJudge } from './end-judge.ts';
import { IntentJournal } from './intent-journal.ts';
import { Intent } from './intent.ts';
import { judgePasses } from './key-judge.ts';
import { type Heard, MessageLog } from './message-log.ts';
import { NeighbourJudge } from './neighbour-judge.ts';
import { PaceJudge } from './pace-judge.ts';
import { PlanLog } from './plan-log.ts';
import { QueueJudge } from './queue-judge.ts';
import { SameKeyJudge } from './same-key-judge.ts';
import { SecrecyJudge } from './secrecy-judge.ts';
import { StaffLog } from './staff-log.ts';
import { VerdictJudge } from './verdict-judge.ts';
import { Findings } from './violation.ts';

const PROBE_AFTER_MS = [0, 61_000, 15 * 60_000 + 1_000, 17 * 60_000] as const;
const JUST_BEFORE_MS = 1_000;

/** What only looks or takes away lets nobody in, however late it is carried out. */
const ASKS_ONLY = /\/(?:get|list|list_[a-z_]+)$/;
const OPENS_NOTHING = /\/(?:get|list|list_[a-z_]+|delete|remove_[a-z_]+)$/;

/** Watches a story from its first moment, and holds it against every invariant. */
export class StoryJudge implements Judge {
  readonly findings: Findings;
  readonly intents = new Map<string, Intent>();
  readonly health: Health;
  readonly circles: CircleJudge;
  readonly #world: World;
  readonly #messages: MessageLog;
  readonly #plans = new PlanLog();
  readonly #doors: DoorJudge;
  readonly #doubles: DoubleJudge;
  readonly #verdicts: VerdictJudge;
  readonly #ends: EndJudge;
  readonly #secrets: SecrecyJudge;
  readonly #pace: PaceJudge;
  readonly #neighbours: NeighbourJudge;
  readonly #queue: QueueJudge;
  readonly #keys: SameKeyJudge;
  readonly #credentials: CredentialJudge;
  readonly #belongings: Belongings;
  readonly #staff: StaffLog;
  readonly #announcements: AnnouncementJudge | undefined;
  readonly #wordsHeard = new Map<string, number>();
  /** What happened to the intents, in a story with resets. */
  readonly #journal: IntentJournal | undefined;
  /** By run that has yet to show itself after a reset, what was wanted where it goes on. */
  readonly #goesOn = new Map<Run, Intent>();
  /** What the runs that were reset had heard, and whom they had planned. */
  readonly #heardBefore = new Set<Word>();
  readonly #plannedBefore = new Set<Word>();

  constructor(world: World) {
    const { story, time } = world;
    this.#world = world;
    this.findings = new Findings(() => time.now);
    this.health = new Health(story);
    for (const { reservationId } of story.words) {
      if (!this.intents.has(reservationId))
        this.intents.set(reservationId, new Intent(story.margins));
    }
    if (story.resets !== undefined) this.#journal = new IntentJournal(story.margins);
    this.#messages = new MessageLog(story.words);
    this.#belongings = new Belongings(world, this.intents.keys());
    this.#staff = new StaffLog((story.conditions.listsLagS ?? 0) * 1_000);
    const { health, findings, intents } = this;
    const [belongings, staff] = [this.#belongings, this.#staff];
    const addresses = new AddressJudge(belongings);
    this.#doubles = new DoubleJudge(world, health, intents, belongings, findings);
    this.#verdicts = new VerdictJudge(world, { belongings, addresses, staff }, findings);
    const { sealed } = this.#verdicts;
    const eyes = { health, belongings, addresses, staff, sealed };
    this.#doors = new DoorJudge(world, eyes, intents, findings);
    this.#ends = new EndJudge(world, belongings, findings);
    this.#credentials = new CredentialJudge(world, belongings, findings);
    this.#secrets = new SecrecyJudge(world, this.findings);
    this.#pace = new PaceJudge(world, this.findings);
    this.#neighbours = new NeighbourJudge(world.neighbours, this.findings);
    this.#queue = new QueueJudge(world, belongings, intents, findings);
    this.#keys = new SameKeyJudge(this.findings);
    this.circles = new CircleJudge(world, this.findings);
    judgePasses(world, belongings, intents, findings);
    if (story.receivers !== undefined)
      this.#announcements = new AnnouncementJudge(world.receivers, findings, () => time.now);
  }

  attemptBegan(attempt: Attempt): void {
    const stay = stayIn(attempt.run);
    this.circles.note('attempts', stay, attempt.name);
    this.#pace.began(attempt, this.#wordsHeard.get(stay) ?? 0);
    this.#staff.began(attempt, this.#world.time.now);
    this.#queue.began(attempt, stay, ({ run }) => stayIn(run));
  }

  exchanged(exchange: Exchange): void {
    const { attempt, fate, path, sentAt } = exchange;
    const { time, trace } = this.#world;
    const stay = attempt === undefined ? '' : stayIn(attempt.run);
    trace.add(() => `    ${path} ${outcomeOf(exchange)}`);
    this.circles.note('requests', stay, path);
    this.#secrets.remember();
    this.#pace.look(exchange, stay);
    this.#staff.exchanged(exchange, stay, time.now);
    if (fate.fault?.outcome === '429') {
      this.health.excuse(time.now, time.now + Math.min(300, fate.fault.retryAfter) * 1_000);
    }
    if (fate.isStrike === true) this.health.excuse(time.now, time.now);
    const lateMs = fate.fault?.outcome === 'late-commit' ? fate.fault.delayMs : 0;
    const isLate = lateMs > 0 || time.now - sentAt > 5_000;
    if (isLate && !OPENS_NOTHING.test(path)) {
      this.#doors.carriedOutLate(stay, time.now + lateMs);
      this.#verdicts.carriedOutLate(stay, time.now + lateMs);
      time.after(lateMs + 1, () => {
        this.#belongings.remember();
        this.lookWhole();
      });
    }
    if (ASKS_ONLY.test(path)) return this.look();
    this.#belongings.remember();
    this.lookWhole();
  }

  taskDone(run: Run, instance: WorkflowInstance | undefined): void {
    const stay = stayIn(run);
    const { time, trace } = this.#world;
    const intent = this.#intentOf(stay, run);
    if (intent === undefined) return;
    if (this.#doors.runsAgain(stay)) this.#change(stay, run, (each) => each.close(time.now, false));
    const heard = this.#messages.next(run);
    for (const each of heard) this.#hear(run, stay, intent, each);
    const status = instance?.handlers.query('stayStatus') as Status | undefined;
    const phase = status?.phase;
    this.circles.note('tasks', stay, `while ${phase ?? 'nothing is known of it'}`);
    trace.add(() => `  ${stay} is ${phase ?? '-'} ${status?.problem?.type ?? ''}`);
    if (status !== undefined) {
      this.#announcements?.look(stay, status);
      this.#secrets.read(stay, JSON.stringify(status));
      this.#queue.read(stay, status);
    }
    if (instance !== undefined) this.#secrets.read(stay, instance.currentDetails);
    const plan = this.#plans.next(run);
    const { refusal } = plan;
    if (plan.answer === 'planned') this.#planned(stay, run, intent);
    else if (plan.answer === 'refused')
      this.#change(stay, run, (each) => each.refuse(time.now, refusal));
    if (status !== undefined) this.#keys.look(stay, status, intent);
    // One that failed was refused, and shows no life.
    if (run.closing?.type !== 'WorkflowExecutionFailed') {
      this.#show(stay, run, intent, phase === 'revoking' || phase === 'revoked');
    }
    if (plan.isAsked) this.#change(stay, run, (each) => each.ask(time.now));
    for (const each of heard) {
      if (each.heard === 'answer') {
        this.#verdicts.answered(run.runId, each.updateId, each.outcome, intent);
      }
    }
    if (status !== undefined) this.#verdicts.reissues.look(stay, status);
    this.look();
  }

  taskFailed(run: Run, error: unknown): void {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.circles.note('tasks', stayIn(run), 'failed');
    // It waits for the key, which is a fault only where no worker lacks one.
    if (isForWantOfAKey(error) && this.#lacksKey()) {
      this.#world.trace.add(() => `  ${stayIn(run)} waits for its key: ${what}`);
      return;
    }
    if (error instanceof NeverWaits) this.circles.caught(stayIn(run), error.message);
    else this.findings.add('I10 replayable', stayIn(run), `a workflow task failed with ${what}`);
    this.#world.trace.add(() => (error instanceof Error ? (error.stack ?? what) : what));
  }

  #lacksKey(): boolean {
    const { story, time } = this.#world;
    const at = time.now - story.beginsAt;
    return unreadTimes(story.keys).some(({ from, to }) => from <= at && at < to);
  }

  runClosed(run: Run): void {
    const stay = stayIn(run);
    const { time, trace } = this.#world;
    trace.add(() => `  ${stay} closes as ${run.closing?.type ?? '-'}`);
    // Nobody answers for what was terminated; the reconciler has it ended, unless it goes on after a reset.
    if (run.closing?.type === 'WorkflowExecutionTerminated') {
      if (run.closing.reason !== 'reset') this.#doors.runIsStopped(stay);
      return this.#verdicts.dropped(run.runId);
    }
    if (!this.intents.has(stay)) return;
    time.after(0, () => {
      this.#verdicts.closed(run.runId);
      this.#ends.closed(run, stay);
      if (run.closing?.type !== 'WorkflowExecutionContinuedAsNew') this.#closed(run, stay);
    });
  }

  /** A run goes on where an operator has put it; what was wanted then counts once it shows itself. */
  runReset(run: Run, copied: Copied): void {
    const stay = stayIn(run);
    const intent = this.intents.get(stay);
    if (intent === undefined || this.#journal === undefined) return;
    this.#keys.reset(stay, intent);
    this.#announcements?.reset(stay);
    this.#verdicts.reissues.forget(stay);
    this.#pace.reset(stay);
    this.#messages.goOn(run, copied);
    this.#plans.goOn(run, copied);
    this.#goesOn.set(run, this.#journal.reset(stay, run, copied));
  }

  #intentOf(stay: string, run: Run): Intent | undefined {
    const intent = this.intents.get(stay);
    const next = this.#goesOn.get(run);
    if (intent === undefined || next === undefined) return intent;
    this.#goesOn.delete(run);
    next.follow(intent, this.#world.time.now);
    this.#probe(next);
    this.intents.set(stay, next);
    return next;
  }

  /** The stay is over: nothing that it was told and could still do may be left undone. */
  #closed(run: Run, stay: string): void {
    const { closing } = run;
    const intent = this.intents.get(stay);
    if (intent === undefined) return;
    const { now } = this.#world.time;
    const { checkIn = 0, checkOut = 0 } = intent.current ?? {};
    // If the end takes long, the check-out of the put may have passed meanwhile.
    if (intent.isPutAgain && now < checkOut) {
      this.findings.add('I5 no lost word', stay, 'a put that came while it ended was not lived');
    }
    const isRefusal = closing?.type === 'WorkflowExecutionFailed';
    if (isRefusal && checkIn < checkOut && this.#isBeforeItsEnd(intent)) {
      this.findings.add('I3 no lock-out', stay, 'its run has failed before its time');
    }
    this.#change(stay, run, (each) => each.close(now, isRefusal));
  }

  #isBeforeItsEnd({ isEnding, current, livesUntil }: Intent): boolean {
    const skew = Math.abs(this.#world.story.conditions.skewMs);
    if (isEnding || current?.isAlive !== true) return false;
    return this.#world.time.now + skew < livesUntil;
  }

  replied({ word, reply }: Sent): void {
    // Before it was heard: no history has it, so the verdicts' judge never sees it.
    if (word.says.kind === 'cancel' && typeof reply === 'object' && reply.outcome === 'refused') {
      this.findings.add('I5 no lost word', word.reservationId, 'a cancellation was refused');
    }
    this.#world.trace.add(
      () => `${word.reservationId} ${word.says.kind} is told ${JSON.stringify(reply)}`,
    );
  }

  logged(line: string): void {
    this.#world.trace.add(() => `  log ${line}`);
    this.#secrets.read('', line);
  }

  /** Staff are about to do something to the stay's own, or have done it. */
  staffDid(done: Done): void {
    const { reservationId: stay, does } = done;
    this.#world.trace.add(() => `staff ${does} the user of ${stay}`);
    this.#staff.note(done);
    if (does === 'rename') this.#belongings.replaced.renamedByStaff();
    this.#doors.shutByStaff(stay);
    if (does === 'delete') this.#keys.removedByStaff(stay);
    this.lookWhole();
  }

  /** Somebody asks for the guest's credential. */
  async asked(stay: string, status: Status | undefined): Promise<void> {
    await this.#credentials.ask(stay, status);
  }

  /** Looks at what time alone may change. */
  look(): void {
    this.#doors.look();
    this.#doubles.look();
  }

  /** Looks at everything that can be seen at this moment. */
  lookWhole(): void {
    this.look();
    this.#neighbours.look();
    const renamed = this.#belongings.replaced.renamed;
    if (renamed === undefined) return;
    const whose = 'the access user of a guest who was replaced';
    this.findings.add('I15 separate', renamed.fullName, `${whose} was given another name`);
  }

  /** The story is over: nothing may be left, and every history must replay. */
  async close(): Promise<void> {
    const { temporal } = this.#world;
    this.lookWhole();
    this.#announcements?.close();
    for (const { body } of this.#world.receivers.taken)
      this.#secrets.read('', JSON.stringify(body));
    for (const stay of this.intents.keys()) this.#ends.nothingLeft(stay, 'in the end');
    for (const run of temporal.runs) {
      this.#secrets.readHistory(stayIn(run), run.history);
      try {
        await temporal.worker.replay(run, run.history);
      } catch (error) {
        this.findings.add('I10 replayable', stayIn(run), String(error));
      }
    }
  }

  #hear(run: Run, stay: string, intent: Intent, heard: Heard): void {
    if (heard.heard === 'answer') return;
    const { now } = this.#world.time;
    const { word } = heard;
    this.#wordsHeard.set(stay, (this.#wordsHeard.get(stay) ?? 0) + 1);
    if (heard.heard === 'start') {
      if (run.copied === undefined) this.#belongings.replaced.begin(stay);
      return this.#change(stay, run, (each) => each.begin(word, now));
    }
    const isAgain = this.#heardBefore.has(word);
    if (this.#journal !== undefined) this.#heardBefore.add(word);
    const worth = this.#change(stay, run, (each) => each.hear(word, now));
    this.#world.trace.add(() => `  ${stay} hears ${word.says.kind}: ${worth}`);
    const { updateId } = heard;
    if (updateId !== undefined)
      this.#verdicts.heard(run.runId, updateId, { word, worth, isAgain }, intent);
  }

  #planned(stay: string, run: Run, intent: Intent): void {
    if (intent.isAskedTooLate(Math.abs(this.#world.story.conditions.skewMs))) {
      this.findings.add('I1 no stranger', stay, 'it was planned as new after its check-out');
    }
    this.#change(stay, run, (each) => each.plan());
    const { replacedAt, replacedBy } = intent;
    // The run that was reset has planned this guest before, who may have their access.
    const isAgain = replacedBy !== undefined && this.#plannedBefore.has(replacedBy);
    const since = isAgain && run.copied !== undefined ? undefined : replacedAt;
    if (replacedBy !== undefined && since !== undefined) this.#plannedBefore.add(replacedBy);
    this.#belongings.planned(stay, intent.current?.guest.fullName ?? '', since);
    if (since !== undefined) this.#doors.guestIsAnother(stay);
  }

  #show(stay: string, run: Run, intent: Intent, isEnding: boolean): void {
    const { now } = this.#world.time;
    if (isEnding && this.#isBeforeItsEnd(intent)) {
      this.findings.add('I3 no lock-out', stay, 'its end has begun before its time');
    }
    this.#change(stay, run, (each) => each.show(isEnding, now));
  }

  /** Changes what is wanted of a stay, and has everything looked at later on if that is something else now. */
  #change<T>(stay: string, run: Run, change: (intent: Intent) => T): T {
    const intent = this.intents.get(stay);
    if (intent === undefined) throw new TypeError(`nothing is known of ${stay}`);
    const before = intent.periods.length;
    const result = change(intent);
    this.#journal?.note(stay, run, change);
    if (intent.periods.length > before) this.#probe(intent);
    return result;
  }

  /** Has everything looked at when something should be seen to have changed. */
  #probe({ current }: Intent): void {
    if (current === undefined) return;
    const { time, workspace } = this.#world;
    const { opensAt, closesAt, since } = current;
    // What opens too soon or shuts too soon by a margin is to be seen before it is right again.
    const moments = [opensAt - JUST_BEFORE_MS, closesAt - JUST_BEFORE_MS];
    for (const from of [since, opensAt, closesAt]) {
      moments.push(...PROBE_AFTER_MS.map((after) => from + after));
    }
    for (const at of moments.filter((moment) => moment > time.now)) {
      time.at(at, () => {
        workspace();
        this.look();
      });
    }
  }
}

/** As the codec, or a workflow that was handed what the codec left sealed, fails a task. */
function isForWantOfAKey(error: unknown): boolean {
  return error instanceof Error && ['PayloadUnreadable', 'KeyNotHere'].includes(error.name);
}

function stayIn(run: Run): string {
  return reservationIdOf(run.workflowId) ?? run.workflowId;
}

function outcomeOf({ outcome, fate }: Exchange): string {
  const fault = fate.fault === undefined ? '' : ` (${fate.fault.outcome})`;
  return outcome.kind === 'answer' ? `${outcome.answer.status}${fault}` : `${outcome.kind}${fault}`;
}
