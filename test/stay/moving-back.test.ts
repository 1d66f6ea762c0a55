import { describe, expect, it } from 'vitest';

import type { StayState } from '../../src/stay/state.ts';
import {
  ALL_WELL,
  change,
  done,
  DURING,
  failed,
  granted,
  liveOf,
  MINUTE_MS,
  outcomeOf,
  play,
  told,
  type Answers,
} from '../support/stay-values.ts';

const SPOILED = 'access-user-1';

/** A site whose first user could not be removed, and carries the error of that until somebody removes it. */
function site(): { answers: Answers; recover: () => void } {
  let isWell = false;
  let isThere = true;
  const answers: Answers = {
    removeAccessUser: (step) => {
      if (step.do !== 'removeAccessUser' || step.input !== SPOILED) return undefined;
      if (!isWell) return failed('RemovalNotDone');
      isThere = false;
      return undefined;
    },
    proveAbsence: (step) => {
      if (step.do !== 'proveAbsence' || !step.input.systemIds.includes('site')) return undefined;
      return done({
        found: isThere ? [{ kind: 'access-user', id: SPOILED, systemId: 'site' }] : [],
      });
    },
    confirmAccess: (step) =>
      step.do === 'confirmAccess' && step.about.userId === SPOILED
        ? done({ ...ALL_WELL, trouble: 'AccessSystemRefused' })
        : undefined,
  };
  return { answers, recover: () => (isWell = true) };
}

/** The guest of canal-1 is moved to the garden, and the user of canal-1 does not go. */
function movedAway(answers: Answers): StayState {
  const { state } = play(
    told(granted(), DURING, change({ listingId: 'garden-1' })),
    DURING,
    answers,
  );
  expect(liveOf(state, 'access-user').id).toBe('access-user-2');
  return state;
}

describe('a guest who moves back to a room whose access could not be removed', () => {
  it('gets another access user in place of the one that carries the error', () => {
    const { answers, recover } = site();
    const away = movedAway(answers);
    recover();
    const now = DURING + 5 * MINUTE_MS;
    const { state, steps } = play(told(away, now, change({ listingId: 'canal-1' })), now, answers);
    const removed = steps.indexOf(`removeAccessUser ${SPOILED}`);
    expect(removed).toBeGreaterThan(steps.indexOf('confirmAccess'));
    expect(steps.slice(removed).some((step) => step.startsWith('addAccessUser'))).toBe(true);
    expect(outcomeOf(state, 3)).toBe('applied');
    // The garden is left once the new access was seen.
    const live = state.ledger.filter((e) => e.kind === 'access-user' && e.state === 'live');
    expect(live.map(({ scope }) => scope)).toMatchObject([{ systemId: 'site' }]);
  });

  it('keeps the room that opens while neither can be had', () => {
    const { answers } = site();
    const away = movedAway(answers);
    const { state } = play(told(away, DURING, change({ listingId: 'canal-1' })), DURING, answers);
    expect(outcomeOf(state, 3)).not.toBe('applied');
    expect(state.problems).not.toEqual({});
    const garden = state.ledger.filter(
      (e) => e.scope.of === 'access' && e.scope.systemId === 'garden' && e.kind === 'credential',
    );
    expect(garden).toMatchObject([{ state: 'live' }]);
  });

  it('keeps an access user that is in trouble, but was never to be removed', () => {
    const trouble = { ...ALL_WELL, trouble: 'AccessSystemRefused' };
    const { steps } = play(told(granted(), DURING, { kind: 'check', systemIds: [] }), DURING, {
      confirmAccess: () => done(trouble),
    });
    expect(steps.some((step) => step.startsWith('remove'))).toBe(false);
  });
});
