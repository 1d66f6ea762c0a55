import { describe, expect, it } from 'vitest';

import {
  ANYWHERE,
  ask,
  findEntry,
  findLive,
  groupsAt,
  idsElsewhere,
  isPinLost,
  note,
  noteGone,
  noteMade,
  remaining,
  remainingElsewhere,
  settle,
  type Ledger,
} from '../../src/stay/ledger.ts';

const place = 'salto-ks-pin@1/site';
const user = { kind: 'access-user', place } as const;

const made: Ledger = [
  { ...user, id: 'u', state: 'live' },
  { kind: 'membership', id: 'g', state: 'live', place, userId: 'u' },
  { kind: 'credential', id: 'c', state: 'live', place, userId: 'u' },
  { kind: 'user-identity', id: 'who', state: 'live', place: ANYWHERE, kept: true },
  { kind: 'access-user', id: 'old', state: 'live', place: 'elsewhere' },
];

const GONE_AT = '2026-12-26T11:00:00.000Z';

describe('the ledger', () => {
  it('is written before a create and after it', () => {
    const asked = ask([], user);
    expect(asked).toEqual([{ ...user, state: 'asked' }]);
    expect(ask(asked, user)).toBe(asked);
    expect(note(asked, user, { id: 'u', state: 'live' })).toEqual([
      { ...user, id: 'u', state: 'live' },
    ]);
  });

  it('forgets a doubt that an answer does not repeat, and only an answer', () => {
    const doubtful = note([], user, {
      id: 'u',
      unconfirmedUntil: 'later',
      kept: true,
      shared: true,
    });
    expect(findLive(doubtful, 'access-user', place)?.unconfirmedUntil).toBe('later');
    expect(note(doubtful, user, { tag: 't' })).toEqual([{ ...doubtful[0], tag: 't' }]);
    expect(noteMade(doubtful, user, { id: 'u' })).toEqual([{ ...user, id: 'u', state: 'live' }]);
    expect(noteMade([], user, { id: 'u' })).toEqual([{ ...user, id: 'u', state: 'live' }]);
  });

  it('knows whether a PIN that was given went, whatever took it along', () => {
    const given = note(made, { kind: 'credential', place }, { tag: 'key:digest' });
    expect(isPinLost(given, noteGone(given, 'u', GONE_AT))).toBe(true);
    expect(isPinLost(given, noteGone(given, 'c', GONE_AT))).toBe(true);
    expect(isPinLost(given, noteGone(given, 'who', GONE_AT))).toBe(false);
    expect(isPinLost(made, noteGone(made, 'u', GONE_AT))).toBe(false);
  });

  it('lets memberships and credentials go with their user', () => {
    const gone = noteGone(made, 'u', GONE_AT).filter((e) => e.state === 'removed');
    expect(gone.map((e) => e.id)).toEqual(['u', 'g', 'c']);
    expect(gone.every((e) => e.goneAt === GONE_AT)).toBe(true);
  });

  it('keeps the moment at which something was first seen gone', () => {
    const later = noteGone(noteGone(made, 'c', GONE_AT), 'u', '2026-12-26T12:00:00.000Z');
    expect(later.find((e) => e.id === 'c')?.goneAt).toBe(GONE_AT);
  });

  it('lets an enrollment go with its identity', () => {
    const enrolled = note(made, { kind: 'enrollment', place }, { identityId: 'who' });
    const gone = noteGone(enrolled, 'who', GONE_AT).filter((e) => e.state === 'removed');
    expect(gone.map((e) => e.kind)).toEqual(['user-identity', 'enrollment']);
  });

  it('begins a new entry for what was removed before', () => {
    const again = ask(noteGone(made, 'u', GONE_AT), user);
    expect(again).toHaveLength(made.length + 1);
    expect(findEntry(again, user)?.state).toBe('asked');
  });

  it('knows what may still be there, and does not count what outlives the stay', () => {
    expect(remaining(made).map((e) => e.id)).toEqual(['u', 'g', 'c', 'old']);
    const [entry] = made;
    const settled = entry === undefined ? [] : settle(made, entry, GONE_AT);
    expect(remaining(settled).map((e) => e.id)).toEqual(['g', 'c', 'old']);
  });

  it('tells one access of the stay from another', () => {
    expect(remainingElsewhere(made, place).map((e) => e.id)).toEqual(['old']);
    expect(idsElsewhere(made, 'access-user', place)).toEqual(['old']);
    expect(
      idsElsewhere(ask([], { kind: 'access-user', place: 'elsewhere' }), 'access-user', place),
    ).toEqual([]);
    expect(groupsAt(made, place)).toEqual(['g']);
    expect(findEntry(made, { kind: 'membership', place, id: 'g' })?.id).toBe('g');
    expect(findEntry(made, { kind: 'membership', place, id: 'h' })).toBeUndefined();
  });
});
