import { describe, expect, it } from 'vitest';

import { groupsIn, idsUnderOtherKeys, systemsOf } from '../../src/stay/ledger-ids.ts';
import {
  ask,
  expectLate,
  note,
  noteGone,
  noteMade,
  noteOver,
} from '../../src/stay/ledger-noting.ts';
import { findEntry, findLive, isPinLost, remaining, type Ledger } from '../../src/stay/ledger.ts';
import { lateUntil } from '../../src/stay/unconfirmed.ts';
import { accessScope, GUEST_SCOPE } from '../support/stay-values.ts';

const scope = accessScope();
const elsewhere = accessScope({ systemId: 'elsewhere' });
const user = { kind: 'access-user', scope } as const;

const made: Ledger = [
  { ...user, id: 'u', state: 'live' },
  { kind: 'membership', id: 'g', state: 'live', scope, userId: 'u' },
  { kind: 'credential', id: 'c', state: 'live', scope, userId: 'u' },
  { kind: 'user-identity', id: 'who', state: 'live', scope: GUEST_SCOPE, kept: true },
  { kind: 'access-user', id: 'old', state: 'live', scope: elsewhere },
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

  it('holds nothing for unconfirmed that an answer does not repeat, and only an answer', () => {
    const unsure = note([], user, {
      id: 'u',
      unconfirmedUntil: 'later',
      kept: true,
      shared: true,
    });
    expect(findLive(unsure, user)?.unconfirmedUntil).toBe('later');
    expect(note(unsure, user, { tag: 't' })).toEqual([{ ...unsure[0], tag: 't' }]);
    expect(noteMade(unsure, user, { id: 'u' })).toEqual([{ ...user, id: 'u', state: 'live' }]);
    expect(noteMade([], user, { id: 'u' })).toEqual([{ ...user, id: 'u', state: 'live' }]);
  });

  it('knows whether a PIN that was given went, whatever took it along', () => {
    const given = note(made, { kind: 'credential', scope }, { tag: 'key:digest' });
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
    const enrolled = note(made, { kind: 'enrollment', scope }, { identityId: 'who' });
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
    const left = entry === undefined ? [] : noteOver(made, entry, GONE_AT);
    expect(remaining(left).map((e) => e.id)).toEqual(['g', 'c', 'old']);
  });

  it('tells one access of the stay from another', () => {
    expect(idsUnderOtherKeys(made, user)).toEqual(['old']);
    expect(idsUnderOtherKeys(ask([], { kind: 'access-user', scope: elsewhere }), user)).toEqual([]);
    expect(groupsIn(made, scope)).toEqual(['g']);
    expect(systemsOf(made)).toEqual(['site', 'elsewhere']);
    expect(findEntry(made, { kind: 'membership', scope, id: 'g' })?.id).toBe('g');
    expect(findEntry(made, { kind: 'membership', scope, id: 'h' })).toBeUndefined();
  });

  it('tells one issue of a credential from another', () => {
    const first = { kind: 'credential', scope, issue: 1 } as const;
    const second = { kind: 'credential', scope, issue: 2 } as const;
    const both = noteMade(made, second, { id: 'c2' });
    expect(findLive(both, first)?.id).toBe('c');
    expect(findLive(both, second)?.id).toBe('c2');
    expect(idsUnderOtherKeys(both, second)).toEqual(['c']);
  });

  it('remembers of what is gone until when another may still be made late', () => {
    const now = Date.parse(GONE_AT);
    const unconfirmedUntil = new Date(now + 1_000).toISOString();
    const gone = noteGone(note(made, user, { unconfirmedUntil }), 'u', GONE_AT);
    expect(lateUntil(gone, user, now)).toBe(unconfirmedUntil);
    expect(lateUntil(gone, user, now + 1_000)).toBeUndefined();
    const expected = expectLate(gone, now);
    expect(expected.at(-1)).toEqual({ ...user, state: 'asked', unconfirmedUntil });
    expect(expectLate(expected, now)).toEqual(expected);
    expect(expectLate(gone, now + 1_000)).toEqual(gone);
  });
});
