import { buildSite } from '../../../sandbox/build-site.ts';
import { createSandbox } from '../../../sandbox/sandbox.ts';
import type { Workspace } from '../../../sandbox/workspace.ts';
import { isActivity, record } from '../../../src/stay/record.ts';
import { findObject, type AbstractSeam, type LateRequest } from '../seam/objects.ts';
import { BOOKED_AT, OTHERS_ADDRESS } from '../world/alphabet.ts';
import { play, type Move } from '../world/moves.ts';
import { changesSeam, endOf } from '../world/playing.ts';
import { settle, type World } from '../world/world.ts';

import { Line } from './line.ts';
import { OTHERS_NAME, pictureOf } from './picture.ts';
import type { Played } from './sample.ts';
import { idOf, siteFor, withNames } from './site.ts';
import { Steps } from './steps.ts';
import { NoEquivalent } from './unlike.ts';

/** A stay that goes the way of one of the explorer's, with a sandbox instead of the abstract Seam. */
export class StayOnSandbox {
  /** What the stay is, and what the sandbox holds. */
  world: World;
  private now = BOOKED_AT;
  private readonly line: Line;
  private readonly steps: Steps;
  /** The ids of the model's objects, and those that the same objects have here. */
  private readonly ids = new Map<string, string>();
  /** How the requests are carried out that the model has under way. */
  private readonly late = new Map<LateRequest, readonly (() => void)[]>();

  /** `model`: a stay that has just begun. */
  constructor(model: World) {
    const clock = (): number => this.now;
    this.line = new Line(createSandbox({ clock: { now: clock }, seed: 'exploration' }));
    buildSite(this.workspace, siteFor(model.trait));
    this.line.control('switches', { removedBehind: 'gone', relaunchEnrollment: 'refused' });
    this.line.control('/user_identities/create', { email_address: OTHERS_ADDRESS });
    const others = { acs_system_id: idOf('site'), full_name: OTHERS_NAME };
    this.line.control('/acs/users/create', others);
    this.steps = new Steps(model.trait, this.line, clock);
    this.world = { ...model, seam: pictureOf(this.workspace) };
    this.pair(model.seam);
  }

  get workspace(): Workspace {
    return this.line.workspace;
  }

  /** A text with the model's ids where it has the sandbox's. */
  withNames(text: string): string {
    return [...this.ids].reduce((known, [name, id]) => known.replaceAll(id, name), withNames(text));
  }

  /** Makes the move that the model has made. Throws {@link NoEquivalent} if the sandbox has nothing like it. */
  async play(played: Played): Promise<void> {
    const next = await this.after(played);
    this.now = next.now;
    this.world = { ...next, seam: pictureOf(this.workspace) };
    this.pair(played.after.seam);
    this.noteLate(played);
    for (const [name, id] of this.ids)
      if (!findObject(played.after.seam, name)?.sticks)
        this.line.control('stick', { id, stuck: false });
  }

  private async after({ move, before, after }: Played): Promise<World> {
    const { world } = this;
    const { step } = world.running;
    if (move.does === 'step' && isActivity(step)) {
      const now = endOf(world, step, move.how);
      this.now = now;
      const outcome = await this.steps.end(world, step, move.how);
      return settle({ ...world, now, state: record(world.state, step, outcome, now) });
    }
    if (move.does === 'staff') {
      this.tamper(move, after.seam);
      return world;
    }
    if (move.does === 'commitsLate') {
      this.carryOut(before.seam.late[move.index]);
      return world;
    }
    const isUnderWay = isActivity(step) && changesSeam(step) && step.effect !== 'revoking';
    if (move.does === 'isTerminated' && isUnderWay)
      await this.steps.attempt(step, move.next === 'put again' ? 'clear' : 'keeping');
    return renamed(play(renamed(world, ANNEX, 'annex-site'), move), 'annex-site', ANNEX);
  }

  private carryOut(late: LateRequest | undefined): void {
    if (late === undefined) return;
    const { request } = late;
    const closesAt = request.do === 'make' ? request.object.window?.closesAt : undefined;
    if (closesAt !== undefined && Date.parse(closesAt) <= this.now)
      throw new NoEquivalent('a late create of what has ended by then');
    // What is carried out after something else is younger.
    this.now += 1;
    for (const each of this.late.get(late) ?? []) each();
  }

  private tamper({ act, id: name }: Extract<Move, { does: 'staff' }>, after: AbstractSeam): void {
    const id = this.ids.get(name) ?? '';
    if ((this.workspace.identities.get(id)?.users.size ?? 0) > 0)
      throw new NoEquivalent('staff who remove an identity and leave its users');
    const { opensAt, closesAt } = findObject(after, name)?.window ?? {};
    const [kind = ''] = name.split('-');
    const ids: Record<string, object> = {
      user: { acs_user_id: id },
      credential: { acs_credential_id: id },
      identity: { user_identity_id: id },
    };
    const acts = {
      removes: { do: 'remove' },
      suspends: { do: 'change', is_suspended: true },
      'changes the window of': {
        ...{ do: 'change', access_schedule: { starts_at: opensAt, ends_at: closesAt } },
      },
    };
    this.line.control('behind', { ...ids[kind], ...acts[act] });
  }

  /** Notes which object here is which of the model's: of each kind they are made in the same order. */
  private pair(model: AbstractSeam): void {
    const known = new Set(this.ids.values());
    for (const { id, kind } of this.world.seam.objects.filter((o) => !known.has(o.id))) {
      const twin = model.objects.find((o) => o.kind === kind && !this.ids.has(o.id));
      if (twin !== undefined) this.ids.set(twin.id, id);
      const { code } = this.steps;
      if (kind !== 'credential' || code === undefined) continue;
      this.line.control('behind', { acs_credential_id: id, do: 'change', code: code.is });
      if (!code.isForEver) this.steps.code = undefined;
    }
  }

  /** Notes which requests of the attempt are those that the model has under way since. */
  private noteLate({ before, after }: Played): void {
    const requests = after.seam.late.filter((one) => !before.seam.late.includes(one));
    const kept = this.line.takeKept();
    const [first] = requests;
    if (first !== undefined && requests.length === 1) this.late.set(first, kept);
    else if (requests.length !== kept.length)
      throw new NoEquivalent('another number of requests under way');
    else for (const [at, each] of requests.entries()) this.late.set(each, kept.slice(at, at + 1));
  }
}

const ANNEX = idOf('annex-site');

/** A check names a system as the model calls it: for that moment the stay does so, too. */
function renamed(world: World, from: string, to: string): World {
  const { state, running, earlier, seam } = world;
  const text = JSON.stringify({ state, running, earlier, seam }).replaceAll(from, to);
  return { ...world, ...(JSON.parse(text) as Partial<World>) };
}
