import { scopeKey, type Scope } from '../../../src/stay/scope.ts';

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

const FIRST_INSTANT = 1e12;
const IN_TEXT = /\d{4}-\d\d-\d\dT[\d:.]+Z|\b(?:user|credential|identity|enrollment)-\d+/g;

/** Takes the pieces of a value: what is the same for everybody, and what stands in some order to others. */
export interface Sink {
  text(text: string): void;
  id(id: string): void;
  instant(epochMs: number): void;
  /** When something was tried or looked at: of these the order counts, also in the past. */
  moment(epochMs: number): void;
  /** The number of a request. */
  number(value: number): void;
}

/** Thrown where a state holds what JSON does not. */
export class NotJson extends Error {}

/** Hands the pieces of a value to a sink, without evidence. `mayLose`: what JSON drops is no loss. */
export function walk(sink: Sink, value: object, mayLose = false): void {
  if (Array.isArray(value)) {
    for (const one of value) visit(sink, '', one, mayLose);
    sink.text(']');
    return;
  }
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(record).toSorted()) {
    if (EVIDENCE.has(key)) continue;
    // Keys of tries name ids and instants.
    walkText(sink, key);
    visit(sink, key, record[key], mayLose);
  }
  sink.text('}');
}

function visit(sink: Sink, key: string, value: unknown, mayLose: boolean): void {
  switch (typeof value) {
    case 'string':
      walkText(sink, value);
      break;
    case 'number':
      visitNumber(sink, key, value);
      break;
    case 'boolean':
      sink.text(value ? 'y' : 'n');
      break;
    case 'object':
      if (value === null) throw new NotJson(`${key} is null`);
      if (key === 'scope') walkText(sink, scopeKey(value as Scope));
      else walk(sink, value, mayLose);
      break;
    default:
      if (mayLose) break;
      throw new NotJson(`${key} is ${typeof value}: a state is JSON, and that loses it`);
  }
}

function visitNumber(sink: Sink, key: string, value: number): void {
  if (!Number.isFinite(value)) throw new NotJson(`${key} is ${value}`);
  if (value >= FIRST_INSTANT) {
    if (key === 'at') sink.moment(value);
    else sink.instant(value);
  } else if (NUMBERS.has(key)) sink.number(value);
  else sink.text(String(value));
}

function walkText(sink: Sink, text: string): void {
  if (!text.includes('-')) {
    sink.text(text);
    return;
  }
  let from = 0;
  for (const { 0: found, index } of text.matchAll(IN_TEXT)) {
    if (index > from) sink.text(text.slice(from, index));
    from = index + found.length;
    if (found.startsWith('2')) sink.instant(Date.parse(found));
    else sink.id(found);
  }
  if (from < text.length) sink.text(text.slice(from));
}
