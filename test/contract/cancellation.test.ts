import { describe, expect, it } from 'vitest';

import { readCancellation } from '../../src/contract/cancellation.ts';

describe('a cancellation', () => {
  it('is read as it is, if it is well formed', () => {
    const said = { reason: 'the guest is ill', revision: 3, commandId: 'c-1' };
    expect(readCancellation(said)).toEqual(said);
  });

  it.each([
    [undefined],
    [null],
    ['now'],
    [42],
    [[]],
    [[{ revision: 7 }]],
    [{ reason: null, revision: null, commandId: null }],
    [{ reason: '', revision: '', commandId: '' }],
    [{ reason: ['ill'], revision: {}, commandId: 7 }],
    [{ revision: -1, commandId: 'two words' }],
    [{ revision: 1.5, commandId: 'x'.repeat(201) }],
    [{ revision: '99999999999999999999' }],
    [{ revision: Number.MAX_SAFE_INTEGER + 2 }],
    [{ revision: ' 3' }],
    [{ revison: 3, cancelled: false, reservationId: 'another' }],
    [JSON.parse('{"__proto__":{"revision":3}}')],
  ])('is one all the same, and what is malformed counts as not said: %j', (said) => {
    expect(readCancellation(said)).toEqual({});
  });

  it('keeps what can be read beside what cannot', () => {
    expect(readCancellation({ reason: null, revision: '3', extra: true })).toEqual({ revision: 3 });
  });

  it('has its reason cut to 500 characters, and none of them in two', () => {
    expect(readCancellation({ reason: 'x'.repeat(501) })).toEqual({ reason: 'x'.repeat(500) });
    expect(readCancellation({ reason: '🤒'.repeat(501) })).toEqual({ reason: '🤒'.repeat(500) });
  });
});
