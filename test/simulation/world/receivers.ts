import type { AnnouncingMeans, DeliveryMeans } from '../../../activities/index.ts';
import type { EventBody } from '../../../src/contract/announcement.ts';
import { ANNOUNCE_STAY, announceWorkflowId } from '../../../src/contract/names.ts';
import { toPayload } from '../temporal/payload.ts';
import type { Run } from '../temporal/run.ts';
import { resultOf, type Temporal } from '../temporal/temporal.ts';

import type { Dice } from './dice.ts';

/** How somebody takes events. */
export interface ReceiverTraits {
  /** Of the events, how many are refused, and how many are taken without our hearing of it. */
  readonly refused: number;
  readonly unheard: number;
  /** It takes nothing, ever. */
  readonly isDead?: true;
}

/** An event that a receiver has taken. */
export interface TakenEvent {
  readonly endpoint: string;
  readonly id: string;
  readonly body: EventBody;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Those who are told of events, and what they took, in the order in which they did. */
export class Receivers {
  readonly taken: TakenEvent[] = [];
  readonly #traits: Readonly<Record<string, ReceiverTraits>>;
  readonly #dice: Dice;
  readonly #now: () => number;

  constructor(traits: Readonly<Record<string, ReceiverTraits>>, dice: Dice, now: () => number) {
    this.#now = now;
    this.#traits = traits;
    this.#dice = dice;
  }

  /** The names of those who take events at all. */
  get alive(): readonly string[] {
    return Object.keys(this.#traits).filter((name) => this.#traits[name]?.isDead !== true);
  }

  readonly endpoints: AnnouncingMeans['endpoints'] = async () =>
    Object.keys(this.#traits).map((name) => ({ name, wants: () => true }));

  readonly send: DeliveryMeans['send'] = async (endpoint, id, body) => {
    const { refused = 0, unheard = 0, isDead = false } = this.#traits[endpoint] ?? {};
    if (isDead || this.#dice.chance(refused)) return { outcome: 'failed', why: 'the answer 500' };
    this.taken.push({ endpoint, id, body, at: this.#now() });
    if (this.#dice.chance(unheard)) return { outcome: 'failed', why: 'no answer in 15 seconds' };
    return { outcome: 'delivered' };
  };
}

/** The workflows that deliver events, as the hand-over reaches them. `ask` is the query of an instance. */
export function announcersIn(
  reach: () => Temporal,
  ask: (run: Run) => unknown,
): AnnouncingMeans['announcer'] {
  return {
    async tell(reservationId, announcements) {
      const temporal = reach();
      if (!temporal.isServerUp) throw new Error('Temporal is away.');
      const workflowId = announceWorkflowId(reservationId);
      const last = temporal.latest(workflowId);
      const known = last === undefined || last.isOpen ? undefined : (resultOf(last) ?? ask(last));
      const run = temporal.start(workflowId, {
        workflowType: ANNOUNCE_STAY,
        args: [toPayload(known ?? { reservationId })],
        attributes: [],
      });
      run.signal('announce', [toPayload({ announcements })]);
    },
  };
}
