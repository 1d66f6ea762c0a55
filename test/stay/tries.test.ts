import { describe, expect, it } from 'vitest';

import {
  askedKey,
  noteAskedToWait,
  noteTry,
  onlyAskedToWait,
  withoutRefusals,
  withoutTry,
  type Tries,
} from '../../src/stay/tries.ts';

const KEY = 'removeAccessUser u';
const NOW = 1_000_000;

/** The pauses after so many failures in a row, in seconds. */
function pausesAfter(failures: number, againAfterMs?: number): readonly number[] {
  let tries: Tries = {};
  return Array.from({ length: failures }, () => {
    tries = noteTry(tries, KEY, NOW, { againAfterMs });
    return ((tries[KEY]?.notBefore ?? 0) - NOW) / 1_000;
  });
}

describe('the tries of a step', () => {
  it('come again at once the first time, then after a pause that doubles, to a minute', () => {
    expect(pausesAfter(10)).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('wait at least as long as Seam has asked', () => {
    expect(pausesAfter(5, 5_000)).toEqual([5, 5, 5, 5, 8]);
    expect(pausesAfter(1, 300_000)).toEqual([300]);
  });

  it('are forgotten when the step has come to its end, and those of no other step', () => {
    const tries = noteTry(noteTry({}, KEY, NOW), 'proveAbsence', NOW);
    expect(Object.keys(withoutTry(tries, KEY))).toEqual(['proveAbsence']);
    expect(withoutTry(tries, 'moveWindow')).toBe(tries);
  });

  it('know what was refused for good, until something changes', () => {
    const failed = noteTry({}, KEY, NOW);
    const refused = noteTry(failed, 'issueCredential', NOW, { isRefused: true });
    expect(withoutRefusals(failed)).toBe(failed);
    expect(withoutRefusals(refused)).toEqual(failed);
    expect(withoutRefusals(failed)).toBe(failed);
  });

  it('of a life that ends count no more, but what Seam asked for still does', () => {
    const tries = noteAskedToWait(noteTry({}, KEY, NOW), 'proveAbsence', NOW, 9_000);
    expect(onlyAskedToWait(tries)).toMatchObject({
      [askedKey('proveAbsence')]: { notBefore: NOW + 9_000 },
    });
    expect(onlyAskedToWait(tries)[KEY]).toBeUndefined();
  });
});
