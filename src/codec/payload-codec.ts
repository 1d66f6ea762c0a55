import type { Payload, PayloadCodec } from '@temporalio/common';

import { ENCRYPTED } from '../contract/unreadable.ts';

import type { RingSource } from './ring-file.ts';
import { seal, sealFacts, unseal } from './seal.ts';
import { PayloadUnreadable } from './unreadable.ts';

/** Whose payloads they are, as the SDK tells it. */
type Context = Parameters<PayloadCodec['encode']>[1];

/** What a codec works with. */
export interface CodecOptions {
  readonly ring: RingSource;
  /** In which the workflows are: what a replay outside of it is told by the SDK is no help. */
  readonly namespace: string;
  /**
   * Called with each message and start argument that cannot be read, which then stays encrypted: the
   * workflow knows it by that. Without it they throw like every other payload.
   */
  readonly onSealed?: (workflowId: string, why: string) => void;
}

/** Encodings that Temporal's own converters write. */
const CLEAR = new Set([
  'json/plain',
  'json/protobuf',
  'binary/null',
  'binary/plain',
  'binary/protobuf',
]);

/** An encrypted payload of which nothing is known: what stands for one that is not to be read in clear. */
const NOTHING: Payload = { metadata: { encoding: Buffer.from(ENCRYPTED) }, data: Buffer.alloc(0) };

/**
 * Encrypts payloads under the first key of the ring and reads those of all its keys, each for its own
 * workflow only.
 *
 * @throws PayloadUnreadable when it decodes what the ring does not open
 */
export function payloadCodec({ ring, namespace, onSealed }: CodecOptions): PayloadCodec {
  const ownerOf = (context: Context) => ({
    namespace,
    workflowId: context?.workflowId ?? '',
  });
  const open = (payload: Payload, context: Context): Payload => {
    const facts = sealFacts(payload);
    if (facts === undefined) return clear(payload, ring);
    const { keyId, workflowId } = facts;
    const owner = ownerOf(context);
    if (context?.workflowId !== undefined && !isFor(workflowId, context.workflowId))
      throw new PayloadUnreadable('of-another-workflow');
    const key = ring.find(keyId);
    if (key === undefined) throw new PayloadUnreadable('unknown-key', named(keyId));
    return unseal(payload, key, { ...owner, workflowId });
  };
  const openOrLeave = (payload: Payload, context: Context): Payload => {
    try {
      return open(payload, context);
    } catch (error) {
      // A step's result throws: nobody may go on without it. A message must not stop a stay for good.
      if (context?.type !== 'workflow' || onSealed === undefined) throw error;
      if (!(error instanceof PayloadUnreadable)) throw error;
      onSealed(context.workflowId, error.message);
      return sealFacts(payload) === undefined ? NOTHING : payload;
    }
  };
  return {
    encode: async (payloads, context) => {
      const [key] = ring.current().keys;
      return payloads.map((payload) => seal(payload, key, ownerOf(context)));
    },
    decode: async (payloads, context) => payloads.map((payload) => openOrLeave(payload, context)),
  };
}

/** A payload that nobody encrypted, as long as the ring accepts that. */
function clear(payload: Payload, ring: RingSource): Payload {
  const { acceptClearUntil = 0 } = ring.current();
  const encoding = Buffer.from(payload.metadata?.['encoding'] ?? []).toString('latin1');
  if (!CLEAR.has(encoding)) throw new PayloadUnreadable('altered');
  if (Date.now() >= acceptClearUntil) throw new PayloadUnreadable('in-clear');
  return payload;
}

/** A schedule names the workflow; what it starts has the time behind that name. No stay's id has a colon in it. */
const STARTED_AT = /^-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function isFor(sealedFor: string, workflowId: string): boolean {
  if (sealedFor === workflowId) return true;
  if (sealedFor === '' || !workflowId.startsWith(sealedFor)) return false;
  return STARTED_AT.test(workflowId.slice(sealedFor.length));
}

/** Whoever altered a payload may have written anything there. */
function named(keyId: string): string {
  return /^[A-Za-z0-9._-]{1,32}$/.test(keyId) ? keyId : '(malformed)';
}
