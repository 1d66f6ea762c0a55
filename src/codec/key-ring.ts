import { z } from 'zod';

/** A key of the ring: payload keys are derived from its 32 bytes. */
export interface RingKey {
  readonly id: string;
  readonly secret: Uint8Array;
}

/** The keys that payloads are read with; the first encrypts. */
export interface KeyRing {
  readonly keys: readonly [RingKey, ...RingKey[]];
  /** Payloads in clear are read before that moment, epoch milliseconds; never if absent. */
  readonly acceptClearUntil?: number;
}

/** A key ring cannot be used. The text quotes nothing of the file: it holds keys. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
  readonly next: string;

  constructor(
    message: string,
    next = 'Correct it, or take it from its copy: a new ring reads nothing of what is under its keys.',
  ) {
    super(message);
    this.next = next;
  }
}

const SECRET_BYTES = 32;
const MOST_FAULTS = 5;

/** A key as it stands in the file; the date of its making is for people. */
const ringKeySchema = z.strictObject({
  // It stands in every payload, and what Temporal takes of a summary is 400 bytes in all.
  id: z.string().regex(/^[A-Za-z0-9._-]{1,32}$/, 'must be 1 to 32 of A-Z a-z 0-9 . _ -'),
  secret: z.string().refine(isSecret, `must be ${SECRET_BYTES} bytes in base64`),
  created: z.iso.date('must be a date, such as 2026-11-26').optional(),
});

/** The file as it is written. */
export const ringFileSchema = z.strictObject({
  acceptClear: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], 'must be a date, such as 2027-01-01')
    .optional(),
  keys: z
    .array(ringKeySchema)
    .min(1, 'must have a key')
    .refine((keys) => areDifferent(keys.map(({ id }) => id)), 'has an id twice')
    .refine((keys) => areDifferent(keys.map(({ secret }) => secret)), 'has a secret twice'),
});

export type RingFile = z.output<typeof ringFileSchema>;

/**
 * Reads what a key ring file says.
 *
 * @throws KeyRingError
 */
export function parseRingFile(text: string): RingFile {
  const parsed = ringFileSchema.safeParse(json(text));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, MOST_FAULTS).map(describe);
  throw new KeyRingError(`The key ring cannot be used: ${faults.join('; ')}`);
}

/** The ring that a file makes. */
export function ringOf({ keys, acceptClear }: RingFile): KeyRing {
  const [first, ...others] = keys.map(({ id, secret }) => ({
    id,
    secret: new Uint8Array(Buffer.from(secret, 'base64')),
  }));
  if (first === undefined) throw new KeyRingError('The key ring has no key');
  const until = acceptClear === undefined ? {} : { acceptClearUntil: Date.parse(acceptClear) };
  return { keys: [first, ...others], ...until };
}

/**
 * Not by `readJson`, as other files are: this is bundled into the client package, which would carry a
 * parser of its own to tell the line of a fault.
 */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The engine's own message quotes what it cannot read.
    throw new KeyRingError('The key ring is not JSON');
  }
}

function isSecret(text: string): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === SECRET_BYTES && bytes.toString('base64') === text;
}

function areDifferent(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

function describe(issue: z.core.$ZodIssue): string {
  const place = z.core.toDotPath(issue.path);
  // The name of a field that does not belong there may be a key that was pasted in the wrong place.
  const what = issue.code === 'unrecognized_keys' ? 'has unknown fields' : issue.message;
  return place === '' ? what : `${place} ${what}`;
}
