import { scopeKey, type Scope } from '../../../src/stay/scope.ts';

import { LEFT_OUT, ONLY_THERE } from './left-out.ts';

/** Fields that hold the number of a request, where they hold a small number. */
const NUMBERS: ReadonlySet<string> = new Set(['number', 'since', 'sameAs']);

/** The same, where it is only compared with those of requests that have no verdict yet. */
const STANDINGS: ReadonlySet<string> = new Set(['received', 'by', 'lookedAfter']);

/** Fields that hold the code of a PIN: which one it is does not matter, only whether it is the same. */
const CODES: ReadonlySet<string> = new Set(['code', 'codes', 'nextCode']);

const FIRST_INSTANT = 1e12;
const IN_TEXT = /\d{4}-\d\d-\d\dT[\d:.]+Z|\b(?:user|credential|identity|enrollment|code)-\d+/g;

/** Takes the pieces of a value: what is the same for everybody, and what stands in some order to others. */
export interface Sink {
  text(text: string): void;
  id(id: string): void;
  instant(epochMs: number): void;
  /** An instant until which something may be: once it is past, it is past. */
  limit(epochMs: number): void;
  /** Since when there is something that a list may not show yet. */
  news(epochMs: number): void;
  /** When something was tried or looked at: of these the order counts, also in the past. */
  moment(epochMs: number): void;
  /** The number of a request. */
  number(value: number): void;
  /** The same, of which counts only which request without a verdict is as new. */
  standing(value: number): void;
  /** A value within the value. */
  inner(value: object, mayLose: boolean): void;
}

/** Thrown where a state holds what JSON does not. */
export class NotJson extends Error {}

/** Hands the pieces of a value to a sink, without what is left out. `mayLose`: what JSON drops is no loss. */
export function walk(sink: Sink, value: object, mayLose = false): void {
  if (Array.isArray(value)) {
    for (const one of value) walkField(sink, '', one, mayLose);
    sink.text(']');
    return;
  }
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of fieldsOf(record)) {
    // Keys of tries name ids and instants.
    walkText(sink, key);
    walkField(sink, key, record[key], mayLose);
  }
  sink.text('}');
}

/** Hands the pieces of what stands in a field to a sink. */
export function walkField(sink: Sink, key: string, value: unknown, mayLose = false): void {
  if (value !== undefined && ONLY_THERE.has(key)) {
    sink.text('there');
    return;
  }
  switch (typeof value) {
    case 'string':
      if (key === 'unconfirmedUntil') sink.limit(Date.parse(value));
      else if (key === 'tag') sink.id(idOfTag(value));
      else walkText(sink, value);
      break;
    case 'number':
      walkNumber(sink, key, value);
      break;
    case 'boolean':
      sink.text(value ? 'y' : 'n');
      break;
    case 'object':
      if (value === null) throw new NotJson(`${key} is null`);
      if (key === 'scope') walkText(sink, scopeKey(value as Scope));
      else sink.inner(value, mayLose);
      break;
    default:
      if (mayLose) break;
      throw new NotJson(`${key} is ${typeof value}: a state is JSON, and that loses it`);
  }
}

/** Keys in the order in which they were written, and after the last of them what they come to. */
class Shape {
  readonly next = new Map<string, Shape>();
  fields: readonly string[] | undefined;
}

const SHAPES = new Shape();

/** The fields of a record that are not left out, in the order of their names: sorted once for each order in which they are written. */
export function fieldsOf(record: object): readonly string[] {
  const keys = Object.keys(record);
  let shape = SHAPES;
  for (const key of keys) {
    let next = shape.next.get(key);
    if (next === undefined) {
      next = new Shape();
      shape.next.set(key, next);
    }
    shape = next;
  }
  shape.fields ??= keys.filter((key) => !(key in LEFT_OUT)).toSorted();
  return shape.fields;
}

function walkNumber(sink: Sink, key: string, value: number): void {
  if (!Number.isFinite(value)) throw new NotJson(`${key} is ${value}`);
  if (value >= FIRST_INSTANT) {
    if (key === 'at') sink.moment(value);
    else if (key === 'untoldSince') sink.news(value);
    else sink.instant(value);
  } else if (NUMBERS.has(key)) sink.number(value);
  else if (STANDINGS.has(key)) sink.standing(value);
  else if (CODES.has(key)) sink.id(`code-${value}`);
  else sink.text(String(value));
}

/** The code that a tag is of, as the code itself is counted. */
export function idOfTag(tag: string): string {
  return tag.replace('key:', 'code-');
}

/** Hands a text to a sink: what it says of ids and instants stands for itself. */
export function walkText(sink: Sink, text: string): void {
  if (!text.includes('-')) {
    sink.text(text);
    return;
  }
  for (const piece of piecesOf(text)) {
    if (typeof piece === 'number') sink.instant(piece);
    else if (piece.isId) sink.id(piece.text);
    else sink.text(piece.text);
  }
}

type Piece = number | { readonly text: string; readonly isId: boolean };

/** Texts that were taken apart: the same few thousand come again and again. */
const KNOWN_TEXTS = new Map<string, readonly Piece[]>();
const MOST_TEXTS = 100_000;

/** A text, taken apart into ids, instants and what stands between them. */
function piecesOf(text: string): readonly Piece[] {
  const known = KNOWN_TEXTS.get(text);
  if (known !== undefined) return known;
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(IN_TEXT)) {
    if (index > from) pieces.push({ text: text.slice(from, index), isId: false });
    from = index + found.length;
    pieces.push(found.startsWith('2') ? Date.parse(found) : { text: found, isId: true });
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isId: false });
  if (KNOWN_TEXTS.size >= MOST_TEXTS) KNOWN_TEXTS.clear();
  KNOWN_TEXTS.set(text, pieces);
  return pieces;
}
