import { setTimeout as sleep } from 'node:timers/promises';

import { asCode } from '../../../src/seam/wire.ts';

import { answerIn } from './answers.ts';
import type { Place } from './doubt.ts';

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** What came back over HTTP. */
export interface Reply {
  /** The status, and Seam's error type where there is one. */
  readonly answer: string;
  readonly headers: Headers;
  readonly json: Fields;
}

/** Something that a doubt needs was refused. The message names nobody. */
export class CannotAsk extends Error {
  override readonly name = 'CannotAsk';
}

/** Posts to a route, whatever it answers. */
export async function ask(place: Place, route: string, body: Fields = {}): Promise<Reply> {
  const response = await fetch(`${place.url}${route}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${place.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const json = await response.json().then(
    (value) => ({ ...(value as Fields) }),
    () => ({}),
  );
  return { answer: answerIn(response.status, json), headers: response.headers, json };
}

/** The object of a kind that a route answers with. Throws {@link CannotAsk} if there is none. */
export async function take(
  place: Place,
  route: string,
  kind: string,
  body: Fields,
): Promise<Fields> {
  const { answer, json } = await ask(place, route, body);
  if (json[kind] === undefined) throw new CannotAsk(`${route} answers ${answer}`);
  return objectIn(json, kind);
}

/** The list under a key of an answer; empty if there is none. */
export function listIn(json: Fields, key: string): readonly Fields[] {
  const list = json[key];
  return Array.isArray(list) ? (list as readonly Fields[]) : [];
}

/** The object under a key of an answer; without anything in it if there is none. */
export function objectIn(json: Fields, key: string): Fields {
  return { ...(json[key] as Fields | null | undefined) };
}

/** The codes of an object's `errors`, `warnings` or `pending_mutations`, or `none`. */
export function codesIn(object: Fields, key: string): string {
  const codes = listIn(object, key).map((each) => {
    const code = each['error_code'] ?? each['warning_code'] ?? each['mutation_code'];
    return (typeof code === 'string' ? asCode(code) : undefined) ?? 'unreadable';
  });
  return codes.toSorted().join(', ') || 'none';
}

const LOOK_EVERY_MS = 2_000;
const SHORT_MS = 10_000;
const LONG_MS = 30_000;

/** How soon something is so, looked at every two seconds for half a minute. */
export async function howSoon(place: Place, isSo: () => Promise<boolean>): Promise<string> {
  const began = performance.now();
  if (await isSo()) return 'at once';
  while (performance.now() - began < LONG_MS) {
    await sleep(LOOK_EVERY_MS, undefined, { signal: place.signal });
    if (await isSo()) return performance.now() - began < SHORT_MS ? 'within 10 s' : 'within 30 s';
  }
  return 'not within 30 s';
}
