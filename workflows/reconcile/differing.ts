import { ActivityFailure, isCancellation, log } from '@temporalio/workflow';

import type { HeldAccess, StayLook, Waking } from '../../src/contract/reconciling.ts';
import { compare, isAccessAsTold, type SeenAccess } from '../../src/stay/reconciliation.ts';
import { systemOf } from '../../src/stay/scope.ts';

import { seam } from './pass-steps.ts';
import { groupsOf, type Survey } from './survey.ts';

type OpenLook = Extract<StayLook, { readonly run: 'open' }>;

/** Each costs two requests, and an attempt has seconds. */
const ACCESSES_AT_ONCE = 10;

/** The open stays of which Seam shows less, more or something else than they know of. */
export async function findDiffering(
  looks: readonly StayLook[],
  survey: Survey,
): Promise<readonly Waking[]> {
  const { credentials, strangers } = survey;
  const systemIds = new Set(survey.systems.keys());
  const differing: Waking[] = [];
  const alike: OpenLook[] = [];
  for (const look of looks) {
    if (look.run !== 'open') continue;
    const users = survey.users.get(look.reservationId) ?? [];
    const sight = { systemIds, users, credentials, strangers, now: Date.now() };
    const { differs, extraIn } = compare(look, sight);
    if (differs || extraIn.length > 0) {
      differing.push({ reservationId: look.reservationId, systemIds: extraIn });
    } else alike.push(look);
  }
  return [...differing, ...(await lookCloser(alike, systemIds))];
}

/**
 * Looks at what no list shows, the doors and the PIN of a user. Only where a guest can open now: the
 * others look for themselves when they open.
 */
async function lookCloser(
  looks: readonly OpenLook[],
  systemIds: ReadonlySet<string>,
): Promise<readonly Waking[]> {
  const inHouse = looks.filter((look) => look.phase === 'open' && !look.hasProblem);
  const held = inHouse.flatMap((look) =>
    accessesOf(look, systemIds).map((access) => ({ look, access })),
  );
  const differing: Waking[] = [];
  for (const group of groupsOf(held, ACCESSES_AT_ONCE)) {
    const seen = await tryToLook(group.map(({ access }) => access));
    for (const { look, access } of group) {
      const shown = seen.find((one) => one.userId === access.userId);
      if (shown !== undefined && !isAccessAsTold(look.ledger, shown)) {
        differing.push({ reservationId: look.reservationId, systemIds: [] });
      }
    }
  }
  return differing;
}

function accessesOf(
  { reservationId, ledger }: OpenLook,
  systemIds: ReadonlySet<string>,
): readonly HeldAccess[] {
  return ledger.flatMap(({ kind, id, state, scope }) => {
    if (kind !== 'access-user' || state !== 'live' || id === undefined) return [];
    if (!systemIds.has(systemOf(scope) ?? '')) return [];
    const credential = ledger.findLast(
      (e) => e.kind === 'credential' && e.userId === id && e.state === 'live',
    );
    return [{ reservationId, userId: id, ...(credential?.id && { credentialId: credential.id }) }];
  });
}

async function tryToLook(accesses: readonly HeldAccess[]): Promise<readonly SeenAccess[]> {
  try {
    return await seam.lookAtAccesses(accesses);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.warn('Some accesses could not be looked at', { step: 'lookAtAccesses' });
    return [];
  }
}
