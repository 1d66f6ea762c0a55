import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';

import { createActivities, createPlanning } from '../../../activities/index.ts';
import { accessibleEntrances } from '../../../sandbox/model/doors.ts';
import { connectSeam } from '../../../src/seam/seam-http.ts';
import { ATTEMPT_MS, type ActivityStep, type Outcome } from '../../../src/stay/step.ts';
import { pinTagger } from '../../../src/worker/pin-tag.ts';
import { outcomeOfFailure } from '../../../workflows/outcome.ts';
import { removedBy } from '../world/attempts.ts';
import type { Disturbance } from '../world/disturbing.ts';
import { QUIET_MS } from '../world/listings.ts';
import { outcomeOf, ownAnswer, type How } from '../world/playing.ts';
import type { Trait } from '../world/traits.ts';
import type { World } from '../world/world.ts';

import { API_KEY, type Line, type SeamBehaviour } from './line.ts';
import { listingsFor } from './site.ts';
import { NoEquivalent } from './unlike.ts';

/** Looks are repeated at once: what they wait for has happened, or will not. */
const MOST_LOOKS = 6;

/** Takes the steps of a stay by the product's own activities. */
export class Steps {
  /** The code that the next PIN is given, or every one. */
  code: { readonly is: string; readonly isForEver: boolean } | undefined;
  private readonly line: Line;
  private readonly clock: () => number;
  private readonly activities: Readonly<Record<string, (input: never) => Promise<unknown>>>;

  constructor(trait: Trait, line: Line, clock: () => number) {
    this.line = line;
    this.clock = clock;
    const listings = listingsFor(trait);
    const means = {
      seam: connectSeam({ apiKey: API_KEY, clock, clientFor: () => line.client }),
      ...{ clock, tagOf: pinTagger(API_KEY), quietPeriodMs: QUIET_MS },
      ...{ listings: async () => listings, recall: async () => undefined },
    };
    this.activities = { ...createPlanning(means), ...createActivities(means) };
  }

  /** Ends a step as the model does: what befalls its requests befalls those of the activity. */
  async end(world: World, step: ActivityStep, how: How): Promise<Outcome> {
    const decided = outcomeOf(how);
    if (step.do === 'recallStay')
      return decided ?? { outcome: 'done', result: ownAnswer(world, step) };
    if (step.do === 'planStay') return decided ?? this.plan(world, step);
    if (how.includes('committed') || how === 'done at the second attempt')
      await this.attempt(step, 'clear');
    if (how.includes('commits late') || how === 'done while the first attempt is under way')
      await this.attempt(step, 'keeping');
    switch (how) {
      case 'done':
        return this.attempt(step, 'clear');
      case 'done at the second attempt':
      case 'done while the first attempt is under way':
        return this.attempt(step, 'clear', 2);
      case 'failed':
        return this.attempt(step, 'away');
      case 'failed, asked to wait':
        return this.attempt(step, 'busy');
      case 'refused':
        return this.refuse(step, 1);
      case 'refused, commits late':
        return this.refuse(step, 2);
      default:
        return decided ?? this.disturbed(step, how as Disturbance);
    }
  }

  /** Runs an attempt of a step as a worker does. */
  async attempt(step: ActivityStep, behaviour: SeamBehaviour, attempt = 1): Promise<Outcome> {
    const times = { startToCloseTimeoutMs: ATTEMPT_MS };
    const info = { attempt, ...times, currentAttemptScheduledTimestampMs: this.clock() };
    const environment = new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
    this.line.set(behaviour);
    const outcome = await environment
      .run(this.activities[step.do] as never, step.input as never)
      .then((result): Outcome => ({ outcome: 'done', result }), outcomeOfFailure);
    this.line.set('clear');
    const isWaiting = outcome.outcome === 'failed' && outcome.failure.type === 'NotConfirmedYet';
    if (step.do !== 'confirmAccess' || !isWaiting) return outcome;
    if (attempt === MOST_LOOKS) throw new NoEquivalent('a look that waits for something new');
    return this.attempt(step, behaviour, attempt + 1);
  }

  private async plan(world: World, step: ActivityStep & { do: 'planStay' }): Promise<Outcome> {
    const outcome = await this.attempt(step, 'clear');
    const isTold = step.about.recalls && outcome.outcome === 'done';
    return isTold
      ? { ...outcome, result: { ...(outcome.result as object), ...world.earlier } }
      : outcome;
  }

  private async refuse(step: ActivityStep, attempt: number): Promise<Outcome> {
    const outcome = await this.attempt(step, 'refusing', attempt);
    if (outcome.outcome === 'refused') return outcome;
    throw new NoEquivalent('a refusal of a step that cannot be refused');
  }

  private async disturbed(step: ActivityStep, how: Disturbance): Promise<Outcome> {
    const { workspace } = this.line;
    const user = step.do === 'confirmAccess' ? workspace.users.get(step.input.userId) : undefined;
    const error = (of: object | undefined, error_code: string): Promise<Outcome> => {
      if (of === undefined)
        throw new NoEquivalent('trouble of an access that has no user or no door');
      const wrong = { ...of, error_code };
      return this.during(
        step,
        'behind',
        { ...wrong, do: 'error' },
        { ...wrong, do: 'clear-error' },
      );
    };
    switch (how) {
      case 'it does not go':
        return this.during(step, 'stick', { id: removedBy(step) });
      case 'the access is in trouble':
        return error(user && { acs_user_id: user.id }, 'salto_ks_subscription_limit_exceeded');
      case 'the door is offline': {
        const [door] = user === undefined ? [] : accessibleEntrances(user);
        return error(door && { acs_entrance_id: door.id }, 'device_offline');
      }
      case 'the system is in trouble': {
        const systemWarnings = ['salto_ks_subscription_limit_almost_reached'];
        return this.during(step, 'switches', { systemWarnings }, { systemWarnings: [] });
      }
      case 'the system suspends nobody': {
        const types = [...workspace.systems.values()].map(({ model }) => model.system.type);
        return this.during(step, 'switches', { withoutSuspension: types });
      }
      case 'the same code again':
      case 'the same code for ever': {
        const is = [...workspace.credentials.values()].at(-1)?.code;
        if (is) this.code = { is, isForEver: how === 'the same code for ever' };
        return this.attempt(step, 'clear');
      }
      case 'the list shows what is gone':
      case 'the list does not show what is there':
      case 'the list does not show the group':
        throw new NoEquivalent('a list that lags');
    }
  }

  /** Runs an attempt while something of the sandbox is otherwise; for good, if nothing undoes it. */
  private async during(step: ActivityStep, path: string, bad: object, good?: object) {
    this.line.control(path, bad);
    const outcome = await this.attempt(step, 'clear');
    if (good !== undefined) this.line.control(path, good);
    return outcome;
  }
}
