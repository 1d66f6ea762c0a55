import type { Removal } from '../src/contract/steps.ts';
import { note, noteGone, type LedgerEntry } from '../src/domain/ledger.ts';

import type { Failed } from './interruptions.ts';
import { isoNow } from './now.ts';
import { PRIORITY } from './policies.ts';
import { oneRound, type Step } from './rounds.ts';
import type { Stay } from './stay.ts';

type RemovingStep = Step<'removeCredential'> | Step<'removeAccessUser'> | Step<'removeIdentity'>;

/**
 * Removes entries, newest first. An object that does not go holds up no other: it is tried again in
 * the next pass, whose rounds are longer. When it is Seam itself that does not answer, the pass is
 * over, so that the first removal afterwards is the one that shuts the door. Answers the first failure.
 */
export async function removeNewestFirst(
  stay: Stay,
  entries: readonly LedgerEntry[],
  pass: number,
): Promise<Failed | undefined> {
  let failure: Failed | undefined;
  for (const entry of entries.toReversed()) {
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
    if (!isAboutTheObject(outcome.failed)) break;
  }
  return failure;
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
