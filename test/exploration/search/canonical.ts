import type { World } from '../world/world.ts';

import { walk, type Sink } from './walking.ts';

/** Beyond these ages, in milliseconds, the past is told apart no more. */
const AGES = [60_000, 615_000, 6 * 3_600_000];
/** Within these distances the future is told apart by its order only. */
const DISTANCES = [15_000, 60_000, 616_000, 3_600_000, 86_400_000];

interface Slot {
  readonly at: number;
  readonly value: number;
}

/**
 * The world as a text that is the same for worlds which differ in nothing that matters: times are their
 * order and their distance to now, ids and request numbers are counted as they come, and evidence is
 * left out.
 */
export function canonicalOf(world: World): string {
  const { state, seam, running, witness, earlier, now } = world;
  const { step, isCancelled, isSlow } = running;
  const { ledger: _ledger, problems, ...others } = state;
  const writer = new Writer(now);
  // A step is never carried over into another run: what is undefined in it is no loss.
  walk(writer, step, true);
  writer.text(isCancelled ? 'cancelled' : isSlow ? 'slow' : '');
  walk(writer, others);
  writeLedger(writer, world);
  writer.text(problemsOf(problems));
  walk(writer, seam);
  walk(writer, witness);
  writer.text(earlier === undefined ? '' : 'earlier');
  return writer.whole();
}

/** What was removed and cannot come back leaves nothing but the system in which it was. */
function writeLedger(writer: Writer, { state, seam, now }: World): void {
  const over = new Set<string>();
  for (const entry of state.ledger) {
    const { state: is, unconfirmedUntil, scope, id } = entry;
    const mayCome = unconfirmedUntil !== undefined && Date.parse(unconfirmedUntil) > now;
    if (is !== 'removed' || mayCome || seam.objects.some((o) => o.id === id)) walk(writer, entry);
    else over.add(scope.of === 'guest' ? `guest ${scope.guest}` : scope.systemId);
  }
  writer.text([...over].toSorted().join(' '));
}

function problemsOf(problems: World['state']['problems']): string {
  const shown = Object.entries(problems).map(([source, { type }]) => `${source} ${type}`);
  return shown.toSorted().join(' ');
}

class Writer implements Sink {
  private readonly now: number;
  private readonly parts: string[] = [];
  private readonly instants: Slot[] = [];
  private readonly moments: Slot[] = [];
  private readonly numbers: Slot[] = [];
  private readonly ids: string[] = [];

  constructor(now: number) {
    this.now = now;
  }

  text(text: string): void {
    this.parts.push(text);
  }

  id(id: string): void {
    const known = this.ids.indexOf(id);
    this.parts.push(`$${known < 0 ? this.ids.push(id) - 1 : known}`);
  }

  instant(value: number): void {
    this.instants.push({ at: this.parts.push('') - 1, value });
  }

  moment(value: number): void {
    // What is still to come stands in one order.
    if (value > this.now) this.instant(value);
    else this.moments.push({ at: this.parts.push('') - 1, value });
  }

  number(value: number): void {
    this.numbers.push({ at: this.parts.push('') - 1, value });
  }

  /** The whole text, once everything is written. */
  whole(): string {
    const { parts, now } = this;
    rank(this.numbers, (order) => `#${order}`, parts);
    rank(this.moments, (order) => `@${order}`, parts);
    const future: Slot[] = [];
    for (const slot of this.instants) {
      if (slot.value > now) future.push(slot);
      else parts[slot.at] = `-${bucket(AGES, now - slot.value)}`;
    }
    rank(future, (order, value) => `+${order}.${bucket(DISTANCES, value - now)}`, parts);
    return parts.join(' ');
  }
}

function rank(
  slots: readonly Slot[],
  nameOf: (order: number, value: number) => string,
  into: string[],
): void {
  let order = -1;
  let last: number | undefined;
  for (const { at, value } of slots.toSorted((a, b) => a.value - b.value)) {
    if (value !== last) order += 1;
    last = value;
    into[at] = nameOf(order, value);
  }
}

function bucket(limits: readonly number[], distance: number): number {
  const index = limits.findIndex((limit) => distance <= limit);
  return index < 0 ? limits.length : index;
}
