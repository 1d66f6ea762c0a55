import { keyTroubles } from './keys.ts';
import { faultsEndAt, type Span, type Story } from './story.ts';

/** What was in trouble needs so long to be well again: the longest wait between two attempts. */
const RECOVERY_MS = 60_000;

/** Tells which time counts: that in which Seam, Temporal and a worker were all well. */
export class Health {
  /** The same, had every lock let go of what it is to remove; only where some do not. */
  readonly butForLocks: Health | undefined;
  #ill: readonly Span[];

  constructor(story: Story) {
    const { conditions, beginsAt, keys } = story;
    const {
      disturbances,
      outages,
      workerDeaths,
      seamWorkerAway = [],
      serverOutages,
      sticky,
    } = conditions;
    const workers = [...workerDeaths, ...seamWorkerAway];
    const spans: Span[] = [...disturbances, ...outages, ...workers, ...serverOutages];
    spans.push(...keyTroubles(keys));
    this.butForLocks =
      sticky > 0 ? new Health({ ...story, conditions: { ...conditions, sticky: 0 } }) : undefined;
    if (sticky > 0) spans.push({ from: 0, to: faultsEndAt(conditions) });
    this.#ill = merged(
      spans.map(({ from, to }) => ({ from: beginsAt + from, to: beginsAt + to + RECOVERY_MS })),
    );
  }

  /** Seam has asked to be left alone until then. */
  excuse(from: number, to: number): void {
    this.#ill = merged([...this.#ill, { from, to: to + RECOVERY_MS }]);
    this.butForLocks?.excuse(from, to);
  }

  /** Milliseconds between two moments in which all was well. */
  between(from: number, to: number): number {
    let well = Math.max(0, to - from);
    for (const span of this.#ill) {
      well -= Math.max(0, Math.min(to, span.to) - Math.max(from, span.from));
    }
    return Math.max(0, well);
  }

  /** Since when all is well without a break; undefined if it is not. */
  since(now: number): number | undefined {
    if (this.#ill.some(({ from, to }) => from <= now && now < to)) return undefined;
    return Math.max(0, ...this.#ill.filter(({ to }) => to <= now).map(({ to }) => to));
  }
}

function merged(spans: readonly Span[]): readonly Span[] {
  const all: { from: number; to: number }[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else all.push({ ...span });
  }
  return all;
}
