import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';

import { sealFacts } from '../seal.ts';
import { PayloadUnreadable } from '../unreadable.ts';

/** A payload as JSON has it: bytes in base64. */
const payloadSchema = z.looseObject({
  metadata: z.record(z.string(), z.base64()).optional(),
  data: z.base64().nullish(),
});
const bodySchema = z.object({ payloads: z.array(payloadSchema).max(10_000) });

type JsonPayload = z.output<typeof payloadSchema>;

/** What came of a request: its answer, and what the audit line tells of it. */
export interface Decoded {
  readonly payloads: readonly JsonPayload[];
  /** Ids of the workflows whose payloads were decrypted. */
  readonly workflows: readonly string[];
  readonly decrypted: number;
  readonly unread: number;
}

/**
 * Decrypts the payloads of a request. What is in clear or cannot be read is answered as it came.
 *
 * @returns undefined for a body that is no such request
 */
export async function decodeBody(codec: PayloadCodec, text: string): Promise<Decoded | undefined> {
  const body = bodySchema.safeParse(json(text));
  if (!body.success) return undefined;
  const workflows = new Set<string>();
  const payloads: JsonPayload[] = [];
  let [decrypted, unread] = [0, 0];
  for (const payload of body.data.payloads) {
    const facts = sealFacts(fromJson(payload));
    const read = facts === undefined ? undefined : await open(codec, payload);
    if (facts !== undefined && read === undefined) unread += 1;
    if (facts !== undefined && read !== undefined) {
      decrypted += 1;
      workflows.add(facts.workflowId);
    }
    payloads.push(read ?? payload);
  }
  return { payloads, workflows: [...workflows], decrypted, unread };
}

async function open(codec: PayloadCodec, payload: JsonPayload): Promise<JsonPayload | undefined> {
  try {
    const [read] = await codec.decode([fromJson(payload)]);
    return read && toJson(read);
  } catch (error) {
    if (error instanceof PayloadUnreadable) return undefined;
    throw error;
  }
}

function fromJson({ metadata, data }: JsonPayload): Payload {
  const fields = Object.entries(metadata ?? {}).map(([name, text]): [string, Uint8Array] => [
    name,
    Buffer.from(text, 'base64'),
  ]);
  return { metadata: Object.fromEntries(fields), data: Buffer.from(data ?? '', 'base64') };
}

function toJson({ metadata, data }: Payload): JsonPayload {
  const fields = Object.entries(metadata ?? {}).map(([name, bytes]): [string, string] => [
    name,
    Buffer.from(bytes).toString('base64'),
  ]);
  return {
    metadata: Object.fromEntries(fields),
    data: Buffer.from(data ?? []).toString('base64'),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
