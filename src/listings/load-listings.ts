import { readFile, stat } from 'node:fs/promises';

import { z } from 'zod';

import { listingSchema, type Listing } from './listing.ts';
import { readJson } from './read-json.ts';

/** Every listing by its id. */
export type Listings = ReadonlyMap<string, Listing>;

/** The listings file cannot be used; says where in the file, and what to do. */
export class ListingsFileError extends Error {
  override readonly name = 'ListingsFileError';
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

const fileSchema = z.strictObject({ listings: z.array(listingSchema) });
const MOST_FAULTS = 5;

/**
 * Reads the listings file as `docs/operations.md` describes it.
 *
 * @throws ListingsFileError if it is not there, is not JSON, or has an entry that cannot be used
 */
export async function loadListings(path: string): Promise<Listings> {
  const read = readJson(await readBytes(path));
  if ('fault' in read)
    throw new ListingsFileError(`The listings file ${path} ${read.fault}`, read.next);
  const parsed = fileSchema.safeParse(read.value, { reportInput: true });
  if (!parsed.success)
    throw malformed(path, parsed.error.issues.slice(0, MOST_FAULTS).map(describe));
  const listings = new Map<string, Listing>();
  for (const [index, listing] of parsed.data.listings.entries()) {
    if (listings.has(listing.listingId)) {
      throw malformed(path, [`listings[${index}].listingId: ${listing.listingId} is listed twice`]);
    }
    listings.set(listing.listingId, listing);
  }
  return listings;
}

/**
 * The listings of a file that people edit while workers run: answers what the file says now, and
 * reads it again only when it has changed.
 */
export function listingsFrom(path: string): () => Promise<Listings> {
  let seen: string | undefined;
  let listings: Listings = new Map();
  return async () => {
    const version = await versionOf(path);
    if (version === undefined || version !== seen) {
      listings = await loadListings(path);
      seen = version;
    }
    return listings;
  };
}

async function versionOf(path: string): Promise<string | undefined> {
  // An editor that replaces the file by another may keep its time, but not its number.
  const file = await stat(path, { bigint: true }).catch(() => undefined);
  return file && `${file.ino}:${file.size}:${file.mtimeNs}`;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw missing
      ? new ListingsFileError(
          `There is no listings file at ${path}`,
          'Write one (README.md shows how), or name another in NIGHTLATCH_LISTINGS.',
        )
      : new ListingsFileError(
          `The listings file ${path} cannot be read`,
          'Check that NIGHTLATCH_LISTINGS names a file, and its permissions.',
        );
  }
}

function malformed(path: string, faults: readonly string[]): ListingsFileError {
  return new ListingsFileError(
    `The listings file ${path} cannot be used: ${faults.join('; ')}`,
    'Correct the file and try again.',
  );
}

function describe(issue: z.core.$ZodIssue): string {
  const path = z.core.toDotPath(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return `${path || 'the file'}: has unknown fields ${issue.keys.join(', ')}`;
  }
  if (issue.code === 'invalid_type') {
    return `${path || 'the file'}: ${issue.input === undefined ? 'is missing' : `must be ${article(issue.expected)}`}`;
  }
  return `${path}: ${issue.message}`;
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
