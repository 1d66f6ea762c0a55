import type { Answered } from '../seam/connection.ts';
import type { Seam } from '../seam/port.ts';

/** What a worker needs to be of use. */
export interface Needs {
  readonly isPolling: () => boolean;
  readonly seam: Pick<Seam, 'listSystems'>;
  /** Reads the listings file; throws if it cannot be used. */
  readonly listings: () => Promise<unknown>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** Whether a worker is of use. */
export interface Readiness {
  /** Takes notice of how Seam answered: the key is good as long as it is not refused. */
  noteAnswer(answered: Pick<Answered, 'outcome'>): void;
  /** Takes notice of whether Temporal answers: a worker that polls is not told that nobody is there. */
  noteTemporal(isThere: boolean): void;
  /** Asks Seam, unless its last answer says already that the key is good. Never throws. */
  askSeam(): Promise<void>;
  /** Why the worker is not ready; undefined if it is. */
  whyNot(): Promise<string | undefined>;
}

const ASKED_FOR_MS = 10_000;

/** Tells whether a worker polls, whether Temporal answers, whether Seam takes its key, and whether its listings can be read. */
export function readinessOf({ isPolling, seam, listings, clock }: Needs): Readiness {
  let key: 'unknown' | 'good' | 'refused' = 'unknown';
  // It was reached when the worker started.
  let isTemporalThere = true;
  return {
    noteAnswer({ outcome }) {
      if (outcome === 'key-refused') key = 'refused';
      // What it says of anything else it says to a key that it takes; an outage says nothing.
      else if (outcome === 'answered' || outcome === 'rejected') key = 'good';
    },
    noteTemporal(isThere) {
      isTemporalThere = isThere;
    },
    async askSeam() {
      if (key === 'good') return;
      // However it ends, `noteAnswer` was called.
      await seam.listSystems({ deadline: clock() + ASKED_FOR_MS }).catch(() => undefined);
    },
    async whyNot() {
      if (!isPolling()) return 'it does not poll its task queues';
      if (!isTemporalThere) return 'Temporal does not answer';
      if (key === 'refused') return 'Seam refuses the API key';
      if (key === 'unknown') return 'Seam has not answered yet';
      return listings().then(
        () => undefined,
        () => 'the listings file cannot be used',
      );
    },
  };
}
