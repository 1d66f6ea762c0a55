import type { Remain } from '../src/contract/closing.ts';
import { ANYWHERE, ask, type LedgerEntry } from '../src/stay/ledger.ts';
import { systemOfPlace } from '../src/stay/plan.ts';
import { systemsNamedByGuide } from '../src/stay/recipes/index.ts';

import { Interrupted, type Failed } from './interruptions.ts';
import { PRIORITY } from './policies.ts';
import { oneRound } from './rounds.ts';
import type { Stay } from './stay.ts';

/** Looks for everything of the stay's own that is still there, in the systems of its ledger. */
export async function findRemains(
  stay: Stay,
  systemIds: readonly string[],
  exceptUserIds: readonly string[],
  pass: number,
): Promise<readonly Remain[] | Failed> {
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
        namedByGuideIn: systemIds.filter((id) => isNamedByGuideIn(stay, id)),
        userIds: [...new Set([...ids('access-user'), ...stay.inherited.userIds])].filter(
          (id) => !exceptUserIds.includes(id),
        ),
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
export function takeInFound(stay: Stay, found: readonly Remain[]): void {
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

/** The place of what was found in a system without anybody's having asked for it there. */
export function foundPlace(systemId: string): string {
  return `found/${systemId}`;
}

/** Whether a Salto KS mobile guide may have named a user of the stay by the reservation id in this system. */
function isNamedByGuideIn({ ledger, inherited }: Stay, systemId: string): boolean {
  return (
    inherited.namedByGuideIn.includes(systemId) || systemsNamedByGuide(ledger).includes(systemId)
  );
}

/** Whether a search for remains was answered. */
export function isFound(found: readonly Remain[] | Failed): found is readonly Remain[] {
  return Array.isArray(found);
}
