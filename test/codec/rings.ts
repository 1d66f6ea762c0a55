import { randomBytes } from 'node:crypto';

import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';

import { ringOf, type KeyRing, type RingFile } from '../../src/codec/key-ring.ts';
import { payloadCodec } from '../../src/codec/payload-codec.ts';
import type { RingSource } from '../../src/codec/ring-file.ts';

export const NAMESPACE = 'hotel';

/** A key ring file with a new secret for each id; what is in clear is read until `acceptClear`. */
export function newRing(ids: readonly string[], acceptClear?: string): RingFile {
  const keys = ids.map((id) => ({ id, secret: randomBytes(32).toString('base64') }));
  return { keys, ...(acceptClear !== undefined && { acceptClear }) };
}

/** A ring that does not change. */
export function fixed(ring: KeyRing): RingSource {
  return { current: () => ring, find: (keyId) => ring.keys.find(({ id }) => id === keyId) };
}

/** The codec of a client or a worker that has this ring. */
export function codecOf(
  file: RingFile,
  onSealed?: (id: string, why: string) => void,
  namespace = NAMESPACE,
) {
  const ring = fixed(ringOf(file));
  return payloadCodec({ ring, namespace, ...(onSealed && { onSealed }) });
}

/** Whose a payload is, as the SDK tells it for messages. */
export function stay(id: string) {
  return { type: 'workflow', namespace: NAMESPACE, workflowId: `stay:${id}` } as const;
}

/** The same, as it tells it for steps. */
export function stepOf(id: string) {
  return { ...stay(id), type: 'activity', isLocal: false } as const;
}

export function clearly(value: unknown): Payload {
  const payload = defaultPayloadConverter.toPayload(value);
  if (payload === undefined) throw new Error('No payload says that');
  return payload;
}

export async function encode(
  codec: PayloadCodec,
  value: unknown,
  context?: Parameters<PayloadCodec['encode']>[1],
): Promise<Payload> {
  const [payload] = await codec.encode([clearly(value)], context);
  return payload ?? {};
}

export async function decode(
  codec: PayloadCodec,
  payload: Payload,
  context?: Parameters<PayloadCodec['decode']>[1],
): Promise<unknown> {
  const [read] = await codec.decode([payload], context);
  return defaultPayloadConverter.fromPayload(read ?? {});
}
