import type { Status } from '../../../src/contract/status.ts';
import type { Receivers, TakenEvent } from '../world/receivers.ts';

import type { Findings } from './violation.ts';

/** What lasts so long is told. */
const LASTS_MS = 5 * 60_000;
/** A moment less: the event of the next change bears the time when its task began, and not when that was done. */
const TOLD_OF_MS = LASTS_MS - 1_000;

/** How a stay was for a while, as an event of it would say. */
interface Lasting {
  readonly from: number;
  readonly status: Status;
  /** A run began so that goes on after a reset. */
  readonly isAfterReset: boolean;
}

/**
 * Holds what receivers took against what the stays said of themselves: how a stay was for some minutes is told
 * to each of them, at least once, in order, and nothing between two events is missing.
 */
export class AnnouncementJudge {
  readonly #receivers: Receivers;
  readonly #findings: Findings;
  readonly #now: () => number;
  readonly #shown = new Map<string, Lasting>();
  /** Stays that were reset, and have said nothing since. */
  readonly #reset = new Set<string>();
  readonly #wereReset = new Set<string>();
  readonly #lasted = new Map<string, Lasting[]>();

  constructor(receivers: Receivers, findings: Findings, now: () => number) {
    this.#receivers = receivers;
    this.#findings = findings;
    this.#now = now;
  }

  /** Another run goes on with the stay where it was before. */
  reset(stay: string): void {
    this.#reset.add(stay);
    this.#wereReset.add(stay);
  }

  /** The stay says so after a task of its run. */
  look(stay: string, status: Status): void {
    const shown = this.#shown.get(stay);
    const isAfterReset = this.#reset.delete(stay);
    if (shown !== undefined && keyOf(shown.status) === keyOf(status)) return;
    this.#keep(stay);
    this.#shown.set(stay, { from: this.#now(), status, isAfterReset });
  }

  /** The story is over, and nothing is on its way any more. */
  close(): void {
    for (const stay of this.#shown.keys()) {
      this.#keep(stay);
      for (const endpoint of this.#receivers.alive) {
        const all = this.#receivers.taken.filter(
          (one) => one.endpoint === endpoint && dataOf(one).reservationId === stay,
        );
        this.#judge(stay, endpoint, firstOfEach(all));
      }
    }
  }

  #keep(stay: string): void {
    const shown = this.#shown.get(stay);
    if (shown === undefined || this.#now() - shown.from < LASTS_MS) return;
    const lasted = this.#lasted.get(stay) ?? [];
    this.#lasted.set(stay, lasted);
    lasted.push(shown);
  }

  #judge(stay: string, endpoint: string, events: readonly TakenEvent[]): void {
    const find = (what: string): void =>
      this.#findings.add('I19 told', stay, `${endpoint} ${what}`);
    for (const [at, event] of events.entries()) {
      const { sequence } = dataOf(event);
      if (sequence !== at + 1)
        find(`got ${event.body.type}, number ${sequence}, in place ${at + 1}`);
    }
    const lasted = this.#lasted.get(stay) ?? [];
    for (const { from, status, isAfterReset } of lasted) {
      if (!isTold(status)) continue;
      // What was told before a reset may be told again after it, of when it was: that is not how it is now.
      const isLast = this.#wereReset.has(stay) && status === lasted.at(-1)?.status;
      const last = isLast ? events.at(-1) : newestOf(events, from + TOLD_OF_MS);
      // A problem that the run before the reset has told is gone with it: the next event says so, whatever it is of.
      const { problem } = status;
      const isGone = isAfterReset && problem === undefined;
      const said = last && (isGone ? { ...dataOf(last), problem: undefined } : dataOf(last));
      const isSame = said !== undefined && keyOf(said) === keyOf(status);
      if (!isSame)
        find(
          `was not told that from ${new Date(from).toISOString()} it was so: ${keyOf(status)}; ` +
            `the last that it got of then: ${last === undefined ? 'nothing' : keyOf(dataOf(last))}`,
        );
    }
  }
}

/** What an event of a stay says. */
interface SaidOfStay {
  readonly reservationId: string;
  readonly sequence: number;
  readonly listingId: string;
  readonly phase: string;
  readonly opensAt?: string;
  readonly closesAt?: string;
  readonly problem?: { readonly type: string } | undefined;
}

function dataOf({ body }: TakenEvent): SaidOfStay {
  return body.data as SaidOfStay;
}

/** What an event says that was the newest at a moment. */
function newestOf(events: readonly TakenEvent[], at: number): TakenEvent | undefined {
  const known = events.filter(({ body }) => Date.parse(body.timestamp) <= at);
  return known
    .toSorted((a, b) => Date.parse(a.body.timestamp) - Date.parse(b.body.timestamp))
    .at(-1);
}

/** The same event may come twice: what counts is when it came first. */
function firstOfEach(events: readonly TakenEvent[]): readonly TakenEvent[] {
  return events.filter((one, at) => events.findIndex(({ id }) => id === one.id) === at);
}

/** How it is while the access is made or taken away is told when that is done; of a stay without a plan there is nothing. */
function isTold({ phase, absentSince, opensAt }: Status): boolean {
  if (opensAt === undefined) return false;
  return phase !== 'planning' && phase !== 'granting' && (phase !== 'revoking' || !!absentSince);
}

function keyOf(
  said: Pick<SaidOfStay, 'listingId' | 'phase' | 'opensAt' | 'closesAt' | 'problem'>,
): string {
  const { listingId, phase, opensAt = '', closesAt = '', problem } = said;
  return [listingId, opensAt, closesAt, phase, problem?.type ?? 'no problem'].join(' ');
}
