import { isUtf8 } from 'node:buffer';

import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';

/** What a JSON file says; or what it is instead, as the end of a sentence that begins with its name, and what to do. */
export type JsonRead =
  | { readonly value: unknown }
  | { readonly fault: string; readonly next: string };

/**
 * Reads the bytes of a file that is to be JSON in UTF-8, with or without the mark that some editors
 * begin it with. A fault has its place, counted from 1, and quotes nothing: the file may hold a guest.
 */
export function readJson(bytes: Uint8Array): JsonRead {
  const encoding = otherEncodingOf(bytes);
  if (encoding !== undefined)
    return { fault: `is ${encoding}, not UTF-8`, next: 'Save it as UTF-8 and try again.' };
  const text = new TextDecoder().decode(bytes);
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: `is not JSON${whereAndWhy(text)}`, next: 'Correct it and try again.' };
  }
}

function otherEncodingOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // JSON begins with an ASCII character, of which UTF-16 makes two bytes.
  if (isMarked || first === 0 || second === 0) return 'UTF-16';
  return isUtf8(bytes) ? undefined : 'Latin-1 or another 8-bit encoding';
}

/** The engine's own message has a place for some faults only, and quotes the file for others. */
function whereAndWhy(text: string): string {
  const [fault] = faultsOf(text);
  if (fault === undefined) return '';
  const before = text.slice(0, fault.offset).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  const why = printParseErrorCode(fault.error)
    .replaceAll(/(?<!^)[A-Z]/g, ' $&')
    .toLowerCase();
  return ` at line ${before.length}, column ${column}: ${why}`;
}

function faultsOf(text: string): readonly ParseError[] {
  const faults: ParseError[] = [];
  try {
    parse(text, faults, { disallowComments: true });
  } catch (error) {
    // The text is nested deeper than the stack.
    if (!(error instanceof RangeError)) throw error;
  }
  return faults;
}
