import type { Delivery, Patience } from './deliver.ts';
import { Turns } from './turns.ts';

/** How many puts of a client are on their way to a worker at once. */
const PUTS_AT_ONCE = 32;

/** A put that has no answer yet. */
interface PutUnderWay {
  readonly about: string;
  /** Has Temporal keep it; undefined before it is sent, and once a worker has taken it or it is kept. */
  keep?: (() => Promise<unknown>) | undefined;
}

/** How a put is sent in its turn. */
export interface InTurn {
  readonly patience: Pick<Patience, 'about' | 'turns' | 'keeps'>;
  /** The put's delivery, which can be kept before its own time. */
  readonly watch: (delivery: Delivery) => Delivery;
}

/**
 * The puts of a client that have no answer yet: they take turns, and what is said of their stays follows them. What is
 * said of one stay in one breath is sent in the order in which it was said.
 */
export class PutsUnderWay {
  readonly #turns = new Turns(PUTS_AT_ONCE);
  readonly #keepTurns = new Turns(PUTS_AT_ONCE);
  readonly #puts = new Set<PutUnderWay>();
  /** The last message about a stay that is not sent yet. */
  readonly #messages = new Map<string, Promise<void>>();

  /** Sends a put of a stay; it is under way until that is over. */
  async during<T>(about: string, send: (inTurn: InTurn) => Promise<T>): Promise<T> {
    const put: PutUnderWay = { about };
    this.#puts.add(put);
    try {
      await this.#messages.get(about);
      return await send({
        patience: { about, turns: this.#turns, keeps: this.#keepTurns },
        watch: (delivery) => watched(put, delivery),
      });
    } finally {
      this.#puts.delete(put);
    }
  }

  /** The puts of a stay that are under way now. Those that wait for a connection or their turn are sent, before what follows them. */
  async before(about: string, connected: Promise<unknown>): Promise<PutsBefore> {
    const before = [...this.#puts].filter((put) => put.about === about);
    const areSent = this.#sent(about, before, connected);
    const isSaid = areSent.catch(() => {}).then(nextTurn);
    this.#messages.set(about, isSaid);
    void isSaid.then(() => this.#messages.get(about) === isSaid && this.#messages.delete(about));
    await areSent;
    return new PutsBefore(before, this.#puts);
  }

  async #sent(
    about: string,
    before: readonly PutUnderWay[],
    connected: Promise<unknown>,
  ): Promise<void> {
    const earlier = this.#messages.get(about);
    // First: a connection that fails while another message is waited for would be an error that nobody handles.
    await connected;
    await earlier;
    if (before.length === 0) return;
    for (const turns of [this.#turns, this.#keepTurns]) await turns.hurry(about);
    // One that has its turn may not be sent yet: Temporal's client encodes it first.
    await nextTurn();
  }
}

/** What was called before has been sent by then. */
function nextTurn(): Promise<void> {
  return new Promise(setImmediate);
}

/** The puts of a stay that were under way when a message about it came. */
export class PutsBefore {
  readonly #before: readonly PutUnderWay[];
  readonly #underWay: ReadonlySet<PutUnderWay>;

  constructor(before: readonly PutUnderWay[], underWay: ReadonlySet<PutUnderWay>) {
    this.#before = before;
    this.#underWay = underWay;
  }

  /** Whether one of them has no answer yet. */
  areUnderWay(): boolean {
    return this.#before.some((put) => this.#underWay.has(put));
  }

  /** A message that no worker takes is kept behind these puts: the stay knows them by their command id when they come again. */
  keptFirst(delivery: Delivery): Delivery {
    const before = this.#before;
    return {
      update: () => delivery.update(),
      async signal() {
        // Whether or not the put can be kept, its own call tells that.
        for (const { keep } of before) await keep?.().catch(() => {});
        return delivery.signal();
      },
    };
  }
}

function watched(put: PutUnderWay, delivery: Delivery): Delivery {
  const answered = <T>(answer: T): T => {
    put.keep = undefined;
    return answer;
  };
  put.keep = () => delivery.signal().then(answered);
  return { update: () => delivery.update().then(answered), signal: put.keep };
}
