import { describe, expect, it } from 'vitest';

import { readJson } from '../../src/listings/read-json.ts';

const read = (text: string) => readJson(Buffer.from(text));

describe('a file that is to be JSON', () => {
  it('is read with and without the mark of an editor', () => {
    expect(read('{"a": 1}')).toEqual({ value: { a: 1 } });
    expect(read('\uFEFF{"a": 1}')).toEqual({ value: { a: 1 } });
  });

  it.each([
    ['', 'line 1, column 1: value expected'],
    ['{\n"a": 1\n"b": 2}', 'line 3, column 1: comma expected'],
    ['[1,]', 'line 1, column 4: value expected'],
    ['{"a": 1,}', 'line 1, column 9: property name expected'],
    ['// a comment\n{}', 'line 1, column 1: invalid comment token'],
    ['{} {}', 'line 1, column 4: end of file expected'],
  ])('is told where it stops being JSON: %j', (text, place) => {
    expect(read(text)).toMatchObject({ fault: `is not JSON at ${place}` });
  });

  it('is not quoted, since it may hold a guest', () => {
    expect(JSON.stringify(read('{"fullName": Ada Guest}'))).not.toContain('Ada');
  });
});
