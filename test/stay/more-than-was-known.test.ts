import { describe, expect, it } from 'vitest';

import type { Remain } from '../../src/stay/remains.ts';
import { change, MINUTE_MS, refusedFor, told, type Answers } from '../support/stay-values.ts';
import {
  held,
  inTheGarden,
  LATER,
  LETS_GO,
  livesIn,
  PIN,
  SOON,
  THEN,
  USER,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

const LONGER = change({ checkOut: LATER });
const REFUSED: Answers = { moveWindow: () => refusedFor() };

describe('a room that a guest has left, and whose later check-out in the new room is refused,', () => {
  it('is looked at once more when its user is gone', () => {
    const lock = held([USER, PIN], LETS_GO);
    const longer = told(inTheGarden(lock), SOON, LONGER);
    const { steps, state } = liveUntil(longer, THEN, { ...lock, ...REFUSED });
    expect(livesIn(state)).toEqual(['garden']);
    const keys = steps.map(([key]) => key);
    const removed = keys.indexOf(`removeAccessUser ${USER.id}`);
    expect(keys.slice(removed).some((key) => key.startsWith('proveAbsence'))).toBe(true);
  });

  it('is shut, although a second user whom nobody knew is found there, and goes later', () => {
    const second: Remain = { kind: 'access-user', id: 'access-user-9', systemId: 'site' };
    const first = held([USER, PIN, second], LETS_GO);
    const later = held([second], LETS_GO + 30 * MINUTE_MS);
    const lock: Answers = {
      ...first,
      removeAccessUser: (step, now) =>
        (step.input === second.id ? later.removeAccessUser?.(step, now) : undefined) ??
        first.removeAccessUser?.(step, now),
    };
    const longer = told(inTheGarden(lock), SOON, LONGER);
    const { state } = liveUntil(longer, THEN, { ...lock, ...REFUSED });
    expect(livesIn(state)).toEqual(['garden']);
  });
});
