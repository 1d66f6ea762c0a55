import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { findJsonFault } from '../../src/listings/json-fault.ts';

describe('the fault of a text that is not JSON', () => {
  it.each([
    ['', 1, 1, 'a value'],
    ['{', 1, 2, 'a field name in double quotes'],
    ['{"a" 1}', 1, 6, '":"'],
    ['{\n"a": 1\n"b": 2}', 3, 1, '"," or "}"'],
    ['[1, 2', 1, 6, '"," or "]"'],
    ['[1,]', 1, 4, 'a value'],
    ['["a\nb"]', 1, 2, 'a well-formed string'],
    ['{"a": tru}', 1, 7, 'a value'],
    ['{} {}', 1, 4, 'the end of the file'],
    ["{'a': 1}", 1, 2, 'a field name in double quotes'],
  ])('in %j is found', (text, line, column, expected) => {
    expect(findJsonFault(text)).toEqual({ line, column, expected });
  });

  it('is found exactly where JSON.parse refuses', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 }))
      .map(
        ([json, at, noise]) =>
          json.slice(0, at % (json.length + 1)) + noise + json.slice(at % (json.length + 1)),
      );
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken), (text) => {
        expect(findJsonFault(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 5_000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
