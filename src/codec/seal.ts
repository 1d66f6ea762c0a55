import { isUtf8 } from 'node:buffer';
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';

import { ENCRYPTED } from '../contract/unreadable.ts';

import type { RingKey } from './key-ring.ts';
import { PayloadUnreadable } from './unreadable.ts';

/** Whose payload it is: it is opened under the same names only. */
export interface Owner {
  readonly namespace: string;
  /** Empty where the SDK does not tell it. */
  readonly workflowId: string;
}

/** What an encrypted payload says in clear. */
export interface SealFacts {
  readonly keyId: string;
  readonly workflowId: string;
}

// The package is CommonJS whose names Node does not see.
const { Payload: Message } = proto.temporal.api.common.v1;

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const FORMAT = 'nightlatch/1';
const FIELDS = ['encoding', 'key-id', 'workflow-id'] as const;

/** Encrypts a payload, its own metadata with it. What it says in clear is authenticated. */
export function seal(payload: Payload, key: RingKey, owner: Owner): Payload {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, derive(key, owner), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticated(key.id, owner));
  const plain = Message.encode(payload).finish();
  const data = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return {
    metadata: {
      encoding: Buffer.from(ENCRYPTED),
      'key-id': Buffer.from(key.id),
      'workflow-id': Buffer.from(owner.workflowId),
    },
    data,
  };
}

/** What an encrypted payload says in clear; undefined if it is none. */
export function sealFacts({ metadata }: Payload): SealFacts | undefined {
  if (textOf(metadata?.['encoding']) !== ENCRYPTED) return undefined;
  return {
    keyId: textOf(metadata?.['key-id']) ?? '',
    workflowId: textOf(metadata?.['workflow-id']) ?? '',
  };
}

/**
 * Decrypts a payload that {@link seal} made under that key and for that owner.
 *
 * @throws PayloadUnreadable at any other
 */
export function unseal({ metadata, data }: Payload, key: RingKey, owner: Owner): Payload {
  const names = Object.keys(metadata ?? {});
  const isWhole = names.length === FIELDS.length && FIELDS.every((name) => names.includes(name));
  if (!isWhole || !data || data.length < NONCE_BYTES + TAG_BYTES)
    throw new PayloadUnreadable('altered');
  const nonce = data.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, derive(key, owner), nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(authenticated(key.id, owner));
  decipher.setAuthTag(data.subarray(-TAG_BYTES));
  let plain: Buffer;
  try {
    const ciphered = data.subarray(NONCE_BYTES, -TAG_BYTES);
    plain = Buffer.concat([decipher.update(ciphered), decipher.final()]);
  } catch {
    throw new PayloadUnreadable('altered');
  }
  return Message.decode(plain);
}

/** A key for one workflow alone, so that as many payloads as there will ever be are safe under one ring key. */
function derive({ id, secret }: RingKey, { namespace, workflowId }: Owner): Uint8Array {
  const info = Buffer.from(JSON.stringify([FORMAT, 'payload', id, namespace, workflowId]));
  return new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), info, KEY_BYTES));
}

function authenticated(keyId: string, { namespace, workflowId }: Owner): Uint8Array {
  return Buffer.from(JSON.stringify([FORMAT, ENCRYPTED, keyId, namespace, workflowId]));
}

/** Text of which each byte counts: two that differ are never the same text. */
function textOf(bytes: Uint8Array | null | undefined): string | undefined {
  return bytes && isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : undefined;
}
