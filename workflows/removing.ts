import type { Remain } from '../src/contract/closing.ts';
import type { Found, Removal } from '../src/contract/steps.ts';
import {
  ANYWHERE,
  ask,
  isAwaited,
  note,
  noteGone,
  remaining,
  remainingElsewhere,
  settle,
  settleKept,
  type LedgerEntry,
} from '../src/domain/ledger.ts';
import { placeOf, systemOfPlace, type Plan } from '../src/domain/plan.ts';

import { Interrupted, type Failed } from './interruptions.ts';
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

/** Looks for everything that still carries the stay's key in the systems of its ledger. */
export async function findRemains(
  stay: Stay,
  systemIds: readonly string[],
  exceptUserIds: readonly string[],
  pass: number,
): Promise<readonly Found[] | Failed> {
  const ids = (kind: LedgerEntry['kind']): string[] => [
    ...new Set(
      stay.ledger.flatMap((e) =>
        e.kind === kind && e.id !== undefined && systemIds.includes(systemOfPlace(e.place))
          ? [e.id]
          : [],
      ),
    ),
  ];
  const outcome = await oneRound(
    stay,
    {
      name: 'proveAbsence',
      effect: 'revoking',
      summary: 'Prove that nothing is left',
      priority: PRIORITY.checks,
      input: () => ({
        reservationId: stay.reservationId,
        systemIds,
        userIds: ids('access-user').filter((id) => !exceptUserIds.includes(id)),
        credentialIds: exceptUserIds.length > 0 ? [] : ids('credential'),
        withIdentity:
          exceptUserIds.length === 0 && stay.ledger.some((e) => e.kind === 'user-identity'),
        exceptUserIds,
      }),
    },
    pass,
  );
  if ('result' in outcome) return outcome.result.found;
  if (outcome.failed === 'cancelled') throw new Interrupted();
  return outcome.failed;
}

/** What does not go may be held by something of the stay that no answer ever told it of. */
export async function lookForHolders(
  stay: Stay,
  systemIds: readonly string[],
  exceptUserIds: readonly string[],
  pass: number,
): Promise<void> {
  const found = await findRemains(stay, systemIds, exceptUserIds, pass);
  if (isFound(found)) takeInFound(stay, found);
}

/** Takes what a proof found into the ledger, as something to be removed. */
export function takeInFound(stay: Stay, found: readonly Found[]): void {
  for (const { kind, id, systemId, userId } of found) {
    const known = stay.ledger.find((e) => e.id === id);
    if (known !== undefined) {
      // What outlives the stay is not found, so this was kept for somebody who has left since.
      const { kept: _kept, goneAt: _goneAt, ...entry } = known;
      const revived: LedgerEntry = { ...entry, state: 'live' };
      stay.ledger = stay.ledger.map((e) => (e === known ? revived : e));
      continue;
    }
    stay.ledger = [...stay.ledger, foundEntry({ kind, id, systemId, userId })];
  }
}

/** A ledger entry of something that is there, although no step of this run made it. */
export function foundEntry({ kind, id, systemId, userId }: Remain): LedgerEntry {
  const place = kind === 'user-identity' ? ANYWHERE : foundPlace(systemId ?? '');
  return { kind, id, state: 'live', place, ...(userId === undefined ? {} : { userId }) };
}

/** Somebody saw something of the stay in these systems: the ledger has it as asked for until it was looked for. */
export function lookIn(stay: Stay, systemIds: readonly string[]): void {
  for (const place of systemIds.map(foundPlace)) {
    stay.ledger = ask(stay.ledger, { kind: 'access-user', place });
  }
}

function foundPlace(systemId: string): string {
  return `found/${systemId}`;
}

/** The window is ours to hold and has moved away: what is there would open the door before its time. */
export async function withdraw(stay: Stay): Promise<void> {
  forget(stay);
  await takeAway(stay, () => remaining(stay.ledger), []);
  // Who is granted later may be another guest: what was adopted for this one is found again then.
  stay.ledger = settleKept(stay.ledger);
}

/** Revokes the access that the guest had at another place, now that the new one is confirmed. */
export async function leavePlace(stay: Stay, plan: Plan, place: string): Promise<void> {
  const here = placeOf(plan);
  const kept = stay.ledger.flatMap((e) =>
    e.kind === 'access-user' && e.place === here && e.state === 'live' && e.id !== undefined
      ? [e.id]
      : [],
  );
  const old = (): LedgerEntry[] =>
    remainingElsewhere(stay.ledger, here).filter((e) => e.place === place);
  await takeAway(stay, old, kept);
}

/** Removes what there is until nothing carries the key any more, but for what the guest keeps. */
async function takeAway(
  stay: Stay,
  old: () => readonly LedgerEntry[],
  kept: readonly string[],
): Promise<void> {
  const systemIds = [
    ...new Set(
      old()
        .map((e) => systemOfPlace(e.place))
        .filter((id) => id !== ''),
    ),
  ];
  for (let pass = 0; ; pass += 1) {
    const failed = await removeNewestFirst(stay, old(), pass);
    showRemoval(stay, failed);
    if (failed !== undefined) await lookForHolders(stay, systemIds, kept, pass);
    stay.interruptIfOver();
    if (old().some((e) => e.id !== undefined && e.kind !== 'membership' && e.kind !== 'enrollment'))
      continue;
    const found = await findRemains(stay, systemIds, kept, pass);
    if (isFound(found)) {
      return found.length > 0 ? takeInFound(stay, found) : settleAll(stay, old());
    }
    showRemoval(stay, found);
    stay.interruptIfOver();
  }
}

/** Nothing is there; but what was asked for without an answer may still come. */
function settleAll(stay: Stay, gone: readonly LedgerEntry[]): void {
  const now = Date.now();
  for (const entry of gone) {
    if (!isAwaited(entry, now)) stay.ledger = settle(stay.ledger, entry, isoNow());
  }
  stay.problems.clear('step');
}

/** Whether a search for remains was answered. */
export function isFound(found: readonly Found[] | Failed): found is readonly Found[] {
  return Array.isArray(found);
}

function forget(stay: Stay): void {
  stay.granted = undefined;
  stay.confirmed = undefined;
  stay.lookedAtOpening = undefined;
  stay.trouble = undefined;
  stay.held = false;
}

function showRemoval(stay: Stay, failure: Failed | undefined): void {
  if (failure === undefined) stay.problems.clear('step');
  else stay.problems.show('step', failure.type, failure.said);
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
