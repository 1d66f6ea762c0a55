/** Where a text stops being JSON, counted from 1, and what had to stand there. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly expected: string;
}

const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

class Unexpected extends Error {
  override readonly name = 'Unexpected';
  readonly at: number;

  constructor(at: number, expected: string) {
    super(expected);
    this.at = at;
  }
}

/**
 * Finds the first fault of a text that `JSON.parse` refused. The engine's own message names a line
 * for some faults only, and quotes the file for others. Undefined if there is none, or if the text is
 * nested deeper than the stack.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  try {
    const end = skip(SPACE, text, readValue(text, 0));
    if (end < text.length) throw new Unexpected(end, 'the end of the file');
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    if (!(error instanceof Unexpected)) throw error;
    const before = text.slice(0, error.at).split('\n');
    return {
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      expected: error.message,
    };
  }
}

function readValue(text: string, from: number): number {
  const start = skip(SPACE, text, from);
  if (text[start] === '{') return readItems(text, start, '}', readProperty);
  if (text[start] === '[') return readItems(text, start, ']', readValue);
  const end = skip(text[start] === '"' ? STRING : SCALAR, text, start);
  if (end === start)
    throw new Unexpected(start, text[start] === '"' ? 'a well-formed string' : 'a value');
  return end;
}

function readItems(text: string, open: number, close: string, read: typeof readValue): number {
  const first = skip(SPACE, text, open + 1);
  if (text[first] === close) return first + 1;
  for (let at = first; ; at += 1) {
    at = skip(SPACE, text, read(text, at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ',') throw new Unexpected(at, `"," or "${close}"`);
  }
}

function readProperty(text: string, from: number): number {
  const name = skip(SPACE, text, from);
  const afterName = skip(STRING, text, name);
  if (afterName === name) throw new Unexpected(name, 'a field name in double quotes');
  const colon = skip(SPACE, text, afterName);
  if (text[colon] !== ':') throw new Unexpected(colon, '":"');
  return readValue(text, colon + 1);
}

/** The index after what the pattern matches at `from`; `from` itself if it does not match. */
function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}
