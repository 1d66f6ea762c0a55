import { isSeamError } from '../../../src/seam/errors.ts';
import { asCode } from '../../../src/seam/wire.ts';
import type { Story } from '../stories/story.ts';

import { CannotAsk } from './asking.ts';
import type { Doubt, Place } from './doubt.ts';
import type { Gate } from './gate.ts';

/** What was seen, by what was asked, in the order of asking. */
export type Seen = ReadonlyMap<string, string>;

/** What a story says of itself at the end. */
export const THE_STORY = 'the story';

/** Puts a doubt, and sees its answers. */
export async function seenOfDoubt(doubt: Doubt, place: Place): Promise<Seen> {
  const seen = new Map<string, string>();
  try {
    await doubt.ask(place, (asked, answer) => void seen.set(asked, answer));
  } catch (error) {
    seen.set(THE_STORY, `ends here: ${reasonOf(error)}`);
  }
  return seen;
}

/** Tells a story of the port, and sees every request's answer and whether it is told to its end. */
export async function seenOfStory(story: Story, place: Place, gate: Gate): Promise<Seen> {
  const before = gate.exchanges.length;
  const end = await story.tell(place).then(
    () => 'is told',
    (error: unknown) => `is not told: ${reasonOf(error)}`,
  );
  const exchanges = gate.exchanges.slice(before);
  return new Map([
    ...exchanges.map(({ route, answer }, at) => [`request ${at + 1}, ${route}`, answer] as const),
    [THE_STORY, end],
  ]);
}

/** Why something was not told, without a word of what an answer holds. */
function reasonOf(error: unknown): string {
  if (isSeamError(error) || error instanceof CannotAsk) return error.message;
  if (error instanceof Error && isSeamError(error.cause)) return error.cause.message;
  if (error instanceof Error && 'actual' in error && 'expected' in error) {
    if (error.expected instanceof Error) return 'it is answered, not refused';
    return apart(error.actual, error.expected, '') ?? 'another value than expected';
  }
  return 'no answer';
}

/** Where two values are apart first. Strings are shown only where a code was expected and is there. */
function apart(actual: unknown, expected: unknown, path: string): string | undefined {
  if (Object.is(actual, expected)) return undefined;
  if (isObject(actual) && isObject(expected) && Array.isArray(actual) === Array.isArray(expected)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const found = apart(actual[key], expected[key], path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const areCodes = [actual, expected].every((value) => isCode(value) || value === undefined);
  const show = (value: unknown): string => (areCodes && isCode(value) ? value : kindOf(value));
  return `${path || 'the answer'} is ${show(actual)}, not ${show(expected)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isCode(value: unknown): value is string {
  return typeof value === 'string' && asCode(value) !== undefined;
}

function kindOf(value: unknown): string {
  if (typeof value === 'boolean' || value === null) return String(value);
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'string'
    ? 'a text'
    : typeof value === 'number'
      ? 'a number'
      : 'an object';
}
