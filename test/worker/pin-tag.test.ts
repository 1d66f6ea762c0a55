import { describe, expect, it } from 'vitest';

import { pinTagger } from '../../src/worker/pin-tag.ts';

describe('the digest of a PIN', () => {
  const tagOf = pinTagger('seam_key');

  it('is the same for the same code in the whole stay, so that a new PIN is told from the old one', () => {
    expect(tagOf('R-1', '123456')).toBe(tagOf('R-1', '123456'));
    expect(tagOf('R-1', '123456')).not.toBe(tagOf('R-1', '654321'));
  });

  it('does not tell that the guests of two stays have the same code', () => {
    expect(tagOf('R-1', '123456')).not.toBe(tagOf('R-2', '123456'));
    expect(tagOf('R-1', '123456')).not.toBe(tagOf('R-11', '23456'));
  });

  it('names its key, so that digests from before and after a rotation are not compared', () => {
    const keyOf = (tag: string): string | undefined => tag.split(':')[0];
    expect(keyOf(tagOf('R-1', '123456'))).toBe(keyOf(tagOf('R-2', '654321')));
    expect(keyOf(pinTagger('seam_other')('R-1', '123456'))).not.toBe(keyOf(tagOf('R-1', '123456')));
  });

  it('is the same on every worker and in every release, since stays remember it', () => {
    expect(tagOf('R-1', '123456')).toBe('d3d7309f:6f63ca6b198e');
  });
});
