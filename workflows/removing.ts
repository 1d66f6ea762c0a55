import type { Removal } from '../src/contract/steps.ts';
import { note, noteGone, type LedgerEntry } from '../src/stay/ledger.ts';

import type { Failed } from './interruptions.ts';
import { isoNow } from './now.ts';
import { PRIORITY } from './policies.ts';
import { oneRound, type Step } from './rounds.ts';
import type { Stay } from './stay.ts';

type RemovingStep = Step<'removeCredential'> | Step<'removeAccessUser'> | Step<'removeIdentity'>;

/**
 * Removes entries, newest first. An object that does not go holds up no other: it is tried again in
 * the next pass, whose rounds are longer. Where it seems that Seam itself does not answer, the first
 * pass is over, so that the first removal afterwards is the one that shuts the door; in a later one it
 * may be that object alone for which Seam has no answer. Answers the first failure.
 */
export async function removeNewestFirst(
  stay: Stay,
  entries: readonly LedgerEntry[],
  pass: number,
): Promise<Failed | undefined> {
  let failure: Failed | undefined;
  for (const entry of inOrder(entries)) {
    const isLeft = stay.ledger.includes(entry);
    const removal = isLeft ? removalOf(stay, entry) : undefined;
    if (removal === undefined || entry.id === undefined) continue;
    // What hangs on an identity goes before it.
    if (failure !== undefined && entry.kind === 'user-identity') break;
    noteRemovalAsked(stay, entry.id);
    const outcome = await oneRound(stay, removal as Step<'removeIdentity'>, pass);
    if ('result' in outcome) {
      noteRemoval(stay, entry, entry.id, outcome.result);
      continue;
    }
    if (outcome.failed === 'cancelled') break;
    failure ??= outcome.failed;
    if (pass === 0 && !isAboutTheObject(outcome.failed)) break;
  }
  return failure;
}

/** Newest first; but what was asked to go in vain lets the others go before it, and an identity lets all. */
function inOrder(entries: readonly LedgerEntry[]): readonly LedgerEntry[] {
  return entries.toReversed().toSorted((a, b) => turnOf(a) - turnOf(b));
}

function turnOf({ kind, removalAskedAt }: LedgerEntry): number {
  if (kind === 'user-identity') return 2;
  return removalAskedAt === undefined ? 0 : 1;
}

/** The evidence of a removal begins with the moment at which it was first asked for. */
function noteRemovalAsked(stay: Stay, id: string): void {
  const removalAskedAt = isoNow();
  stay.ledger = stay.ledger.map((e) => (e.id === id ? { removalAskedAt, ...e } : e));
}

function noteRemoval(
  stay: Stay,
  key: LedgerEntry,
  id: string,
  { outcome, acceptedAt }: Removal,
): void {
  const facts = {
    ...(outcome === 'kept' ? { kept: true as const } : {}),
    ...(acceptedAt === undefined ? {} : { removalAcceptedAt: acceptedAt }),
  };
  const { kind, place } = key;
  stay.ledger = note(stay.ledger, { kind, place, id }, facts);
  if (outcome === 'gone') stay.ledger = noteGone(stay.ledger, id, isoNow());
}

function isAboutTheObject({ type }: Failed): boolean {
  return type === 'RemovalNotDone' || type === 'SeamRejected';
}

function removalOf(stay: Stay, { kind, id }: LedgerEntry): RemovingStep | undefined {
  if (id === undefined) return undefined;
  const common = { effect: 'revoking', priority: PRIORITY.shutsADoor } as const;
  switch (kind) {
    case 'credential':
      return {
        ...common,
        name: 'removeCredential',
        summary: 'Remove the credential',
        input: () => id,
      };
    case 'access-user':
      return {
        ...common,
        name: 'removeAccessUser',
        summary: 'Remove the access user',
        input: () => id,
      };
    case 'user-identity':
      return {
        ...common,
        name: 'removeIdentity',
        summary: 'Remove the identity',
        input: () => ({ identityId: id, reservationId: stay.reservationId }),
      };
    case 'membership':
    case 'enrollment':
      // They go with the user and with the identity.
      return undefined;
  }
}
