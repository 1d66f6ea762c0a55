import type { World } from '../world/world.ts';

/** What is evidence, or is for people: no step is decided by it. */
const EVIDENCE: ReadonlySet<string> = new Set([
  'removalAskedAt',
  'removalAcceptedAt',
  'goneAt',
  'answers',
  'notes',
  'note',
  'said',
  'seenAt',
  'told',
  'lastSignal',
  'version',
  'reservationId',
  'changes',
  'reissues',
  'summary',
  'priority',
  'orphan',
  'trait',
  'earlier',
  'guestHas',
  'utcOffsets',
  'timeZone',
  'workspace',
  'recipe',
  'recipeVersion',
  'quietPeriodMs',
  'tag',
  'made',
]);

/** Fields that hold the number of a request, where they hold a small number. */
const NUMBERS: ReadonlySet<string> = new Set([
  'received',
  'overtaking',
  'number',
  'by',
  'since',
  'sameAs',
  'lookedAfter',
]);

/** Beyond these ages, in milliseconds, the past is told apart no more. */
const AGES = [60_000, 615_000, 6 * 3_600_000];
/** Within these distances the future is told apart by its order only. */
const DISTANCES = [15_000, 60_000, 616_000, 3_600_000, 86_400_000];

const FIRST_INSTANT = 1e12;
const IN_TEXT = /\d{4}-\d\d-\d\dT[\d:.]+Z|\b(?:user|credential|identity|enrollment)-\d+/g;

type Slot = { readonly at: number; readonly value: number };

/** Thrown where a state holds what JSON does not. */
export class NotJson extends Error {}

/**
 * The world as a text that is the same for worlds which differ in nothing that matters: times are their
 * order and their distance to now, ids and request numbers are counted as they come, and evidence is
 * left out.
 */
export function canonicalOf(world: World): string {
  const { state, seam, running, witness, earlier } = world;
  const writer = new Writer(world.now);
  // A step is never carried over into another run: what is undefined in it is no loss.
  writer.write('', running, true);
  writer.write('', { ...state, ledger: relevant(world), problems: problemsOf(state.problems) });
  writer.write('', seam);
  writer.write('', { ...witness, hasEarlier: earlier !== undefined });
  return writer.text();
}

/** What was removed and cannot come back leaves nothing but the system in which it was. */
function relevant({ state, seam, now }: World): readonly unknown[] {
  const over = new Set<string>();
  const left = state.ledger.filter((e) => {
    if (e.state !== 'removed') return true;
    const mayCome = e.unconfirmedUntil !== undefined && Date.parse(e.unconfirmedUntil) > now;
    if (mayCome || seam.objects.some(({ id }) => id === e.id)) return true;
    over.add(e.scope.of === 'guest' ? `guest ${e.scope.guest}` : e.scope.systemId);
    return false;
  });
  return [...left, [...over].toSorted()];
}

function problemsOf(problems: World['state']['problems']): readonly string[] {
  return Object.entries(problems)
    .map(([source, { type }]) => `${source} ${type}`)
    .toSorted();
}

class Writer {
  private readonly now: number;
  private readonly parts: string[] = [];
  private readonly times: Slot[] = [];
  private readonly moments: Slot[] = [];
  private readonly numbers: Slot[] = [];
  private readonly ids = new Map<string, string>();

  constructor(now: number) {
    this.now = now;
  }

  write(key: string, value: unknown, mayLose = false): void {
    switch (typeof value) {
      case 'string':
        this.writeText(value);
        break;
      case 'number':
        this.writeNumber(key, value);
        break;
      case 'boolean':
        this.parts.push(value ? 'y' : 'n');
        break;
      case 'object':
        if (value === null) throw new NotJson(`${key} is null`);
        this.writeObject(value, mayLose);
        break;
      default:
        if (mayLose) break;
        throw new NotJson(`${key} is ${typeof value}: a state is JSON, and that loses it`);
    }
  }

  /** The whole text, once everything is written. */
  text(): string {
    const { parts } = this;
    rank(this.numbers, (order) => `#${order}`, parts);
    rank(this.moments, (order) => `@${order}`, parts);
    for (const { at, value } of this.times) {
      if (value <= this.now) parts[at] = `-${bucket(AGES, this.now - value)}`;
    }
    const future = this.times.filter(({ value }) => value > this.now);
    const { now } = this;
    rank(future, (order, value) => `+${order}.${bucket(DISTANCES, value - now)}`, parts);
    return parts.join(' ');
  }

  private writeObject(value: object, mayLose: boolean): void {
    const { parts } = this;
    if (Array.isArray(value)) {
      parts.push('[');
      for (const one of value) this.write('', one, mayLose);
      parts.push(']');
      return;
    }
    parts.push('{');
    const record = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(record).toSorted()) {
      if (EVIDENCE.has(key)) continue;
      this.writeText(key);
      this.write(key, record[key], mayLose);
    }
    parts.push('}');
  }

  private writeNumber(key: string, value: number): void {
    if (!Number.isFinite(value)) throw new NotJson(`${key} is ${value}`);
    const slot = { at: this.parts.length, value };
    if (value >= FIRST_INSTANT) {
      // Of what was tried and looked at in the past, the order counts.
      if (key === 'at' && value <= this.now) this.moments.push(slot);
      else this.times.push(slot);
    } else if (NUMBERS.has(key)) this.numbers.push(slot);
    this.parts.push(String(value));
  }

  private writeText(text: string): void {
    if (!text.includes('-')) {
      this.parts.push(text);
      return;
    }
    let from = 0;
    for (const { 0: found, index } of text.matchAll(IN_TEXT)) {
      if (index > from) this.parts.push(text.slice(from, index));
      from = index + found.length;
      if (/^\d/.test(found)) {
        this.times.push({ at: this.parts.length, value: Date.parse(found) });
        this.parts.push(found);
      } else this.parts.push(this.nameOf(found));
    }
    if (from < text.length) this.parts.push(text.slice(from));
  }

  private nameOf(id: string): string {
    const known = this.ids.get(id);
    if (known !== undefined) return known;
    const name = `$${this.ids.size}`;
    this.ids.set(id, name);
    return name;
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

/** A number of 53 bits that is the same for the same text: https://github.com/bryc/code (cyrb53). */
export function hashOf(text: string): number {
  let a = 0xde_ad_be_ef;
  let b = 0x41_c6_ce_57;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x9e_37_79_b1);
    b = Math.imul(b ^ code, 0x5f_35_64_95);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85_eb_ca_6b) ^ Math.imul(b ^ (b >>> 13), 0xc2_b2_ae_35);
  b = Math.imul(b ^ (b >>> 16), 0x85_eb_ca_6b) ^ Math.imul(a ^ (a >>> 13), 0xc2_b2_ae_35);
  return 4_294_967_296 * (2_097_151 & b) + (a >>> 0);
}
