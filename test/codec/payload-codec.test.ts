import type { Payload } from '@temporalio/common';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { payloadConverter } from '../../src/codec/payload-converter.ts';
import { PayloadUnreadable } from '../../src/codec/unreadable.ts';
import { SEALED } from '../../src/contract/unreadable.ts';

import { judgePayload, judgeRing, MUTATED_PAYLOADS, MUTATED_RINGS } from './mutations.ts';
import { clearly, codecOf, decode, encode, newRing, stay, stepOf } from './rings.ts';

const GUEST = { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' };
const RING = newRing(['2026-11', '2026-10']);
const CODEC = codecOf(RING);
const SOON = '2999-01-01';

const textOf = ({ metadata, data }: Payload): string =>
  [...Object.values(metadata ?? {}), data ?? []]
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
    .join('\n');

/** Why it cannot be read. */
const refusal = async (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    () => 'read',
    (error: unknown) => (error instanceof PayloadUnreadable ? error.why : error),
  );

describe('a payload', () => {
  it('is read as it was written, by whoever has its key', async () => {
    const values = [null, 'Apartment 1', -0.5, [1, 'two', null], GUEST, Uint8Array.of(0, 255)];
    for (const value of values)
      expect(await decode(CODEC, await encode(CODEC, value, stay('A')), stay('A'))).toEqual(value);
  });

  it('shows its key and its workflow, and nothing of the guest', async () => {
    const shown = textOf(await encode(CODEC, GUEST, stay('A')));
    expect(shown).toContain('stay:A');
    expect(shown).toContain('2026-11');
    for (const word of Object.values(GUEST)) expect(shown).not.toContain(word);
  });

  it('is never twice the same, so nobody sees that two guests have one name', async () => {
    const [one, two] = await CODEC.encode([clearly('Ada'), clearly('Ada')], stay('A'));
    expect(one?.data).not.toEqual(two?.data);
  });

  // Failure rows: 67
  it('is found out when it was moved from stay A to stay B, as a message and as a result', async () => {
    const sealed = await encode(CODEC, GUEST, stay('A'));
    for (const place of [stay('B'), stepOf('B')])
      expect(await refusal(decode(CODEC, sealed, place))).toBe('of-another-workflow');
    const renamed = { ...sealed.metadata, 'workflow-id': Buffer.from('stay:B') };
    const forged = { metadata: renamed, data: sealed.data ?? null };
    expect(await refusal(decode(CODEC, forged, stay('B')))).toBe('altered');
  });

  it('is found out when it was moved to another namespace', async () => {
    const sealed = await encode(CODEC, GUEST, stay('A'));
    const other = codecOf(RING, undefined, 'other');
    expect(await refusal(decode(other, sealed, stay('A')))).toBe('altered');
  });

  it('is found out at every flipped bit and with either half of every cut', async () => {
    const sealed = await encode(CODEC, 'Ada', stay('A'));
    const data = Buffer.from(sealed.data ?? []);
    for (let bit = 0; bit < data.length * 8; bit += 1) {
      const flipped = Buffer.from(data);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const touched = { metadata: sealed.metadata ?? null, data: flipped };
      expect(await refusal(decode(CODEC, touched, stay('A'))), `bit ${bit}`).toBe('altered');
    }
    for (let at = 1; at < data.length; at += 1)
      for (const half of [data.subarray(0, at), data.subarray(at)]) {
        const cut = { metadata: sealed.metadata ?? null, data: half };
        expect(await refusal(decode(CODEC, cut, stay('A'))), `cut at ${at}`).toBe('altered');
      }
  });

  it('is found out, or read as it was, whatever somebody does to it', async () => {
    const property = fc.asyncProperty(MUTATED_PAYLOADS, async (mutation) => {
      expect(await judgePayload(mutation)).toBeUndefined();
    });
    await fc.assert(property, { numRuns: 400 });
  });

  it('is read as it was or not at all by whatever becomes of the key ring file', async () => {
    const property = fc.asyncProperty(MUTATED_RINGS, async (touches) => {
      expect(await judgeRing(touches)).toBeUndefined();
    });
    await fc.assert(property, { numRuns: 400 });
  });

  it('of a schedule is read by what the schedule starts, and by no stay that is named like it', async () => {
    const pass = { ...stay(''), workflowId: 'nightlatch-reconcile' };
    const sealed = await encode(CODEC, { repair: true }, pass);
    const started = { ...pass, workflowId: 'nightlatch-reconcile-2026-11-26T12:45:00Z' };
    expect(await decode(CODEC, sealed, started)).toEqual({ repair: true });
    const ofStay = await encode(CODEC, GUEST, stay('A'));
    expect(await refusal(decode(CODEC, ofStay, stay('A-2026')))).toBe('of-another-workflow');
  });
});

describe('a ring with another first key', () => {
  it('encrypts under that one and goes on reading what the others encrypted', async () => {
    const before = await encode(codecOf({ keys: RING.keys.slice(1) }), GUEST, stay('A'));
    expect(await decode(CODEC, before, stay('A'))).toEqual(GUEST);
    expect(textOf(before)).toContain('2026-10');
    expect(textOf(await encode(CODEC, GUEST, stay('A')))).toContain('2026-11');
  });

  it('does not read what a key that was dropped has encrypted', async () => {
    const sealed = await encode(CODEC, GUEST, stay('A'));
    const dropped = codecOf({ keys: RING.keys.slice(1) });
    expect(await refusal(decode(dropped, sealed, stay('A')))).toBe('unknown-key');
  });
});

describe('a payload in clear', () => {
  it.each([
    ['read while the ring accepts it', SOON, 'read'],
    ['refused from the day on that the ring names', '2026-01-01', 'in-clear'],
    ['refused by a ring that names no day', undefined, 'in-clear'],
  ])('is %s', async (_what, acceptClear, answer) => {
    const codec = codecOf(newRing(['one'], acceptClear));
    expect(await refusal(decode(codec, clearly(GUEST), stay('A')))).toBe(answer);
  });
});

describe('a worker that lacks the key', () => {
  it('takes a message for a mark, and says whose it was and why, but not what', async () => {
    const told: string[] = [];
    const worker = codecOf(newRing(['other']), (...words) => told.push(...words));
    const sealed = await encode(CODEC, GUEST, stay('A'));
    const [left = {}] = await worker.decode([sealed], stay('A'));
    expect(payloadConverter.fromPayload(left, stay('A'))).toBe(SEALED);
    expect(told).toEqual([
      'stay:A',
      'A payload is encrypted under key 2026-11, which the ring has not',
    ]);
  });

  it('takes a message in clear for the same mark, once nothing in clear is accepted', async () => {
    const worker = codecOf(newRing(['other']), () => {});
    const [left = {}] = await worker.decode([clearly(GUEST)], stay('A'));
    expect(payloadConverter.fromPayload(left, stay('A'))).toBe(SEALED);
    expect(textOf(left)).not.toContain('Ada');
  });

  it('throws at a step’s result, so that nobody goes on without it', async () => {
    const worker = codecOf(newRing(['other']), () => {});
    const sealed = await encode(CODEC, { credentialId: 'c1' }, stepOf('A'));
    expect(await refusal(decode(worker, sealed, stepOf('A')))).toBe('unknown-key');
  });

  it('throws at a step’s result without any ring too', async () => {
    const sealed = await encode(CODEC, { credentialId: 'c1' }, stepOf('A'));
    expect(() => payloadConverter.fromPayload(sealed, stepOf('A'))).toThrow('is encrypted');
  });
});
