import type { Copied, Run } from '../temporal/run.ts';
import type { Margins } from '../world/story.ts';

import { Intent } from './intent.ts';

interface Entry {
  readonly run: Run;
  /** The event by which the task was done; after all of them where the run has closed. */
  readonly at: number;
  readonly change: (intent: Intent) => unknown;
}

/**
 * Writes down what changes what a stay is entitled to, so that it is known again how that was where a reset has its
 * run go on from.
 */
export class IntentJournal {
  readonly #margins: Readonly<Record<string, Margins>> | undefined;
  readonly #entries = new Map<string, Entry[]>();

  constructor(margins: Readonly<Record<string, Margins>> | undefined) {
    this.#margins = margins;
  }

  /** A task of a run, or its end, changes what is wanted. */
  note(stay: string, run: Run, change: Entry['change']): void {
    const done = run.history.findLast(({ type }) => type === 'WorkflowTaskCompleted')?.id ?? 0;
    const at = run.isOpen ? done : Number.POSITIVE_INFINITY;
    this.#of(stay).push({ run, at, change });
  }

  /** What was wanted where a run goes on that was reset. */
  reset(stay: string, run: Run, { of, events }: Copied): Intent {
    const kept = this.#of(stay).filter((entry) => entry.run !== of || entry.at <= events);
    const own = kept.map((entry) => (entry.run === of ? { ...entry, run } : entry));
    this.#entries.set(stay, own);
    const intent = new Intent(this.#margins);
    for (const { change } of kept) change(intent);
    return intent;
  }

  #of(stay: string): Entry[] {
    const entries = this.#entries.get(stay) ?? [];
    this.#entries.set(stay, entries);
    return entries;
  }
}
