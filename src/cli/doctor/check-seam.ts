import type { Listing } from '../../listings/listing.ts';
import type { AccessSystem, Call, Seam } from '../../seam/port.ts';
import { EXIT } from '../exit-code.ts';

import { type Finding, look } from './check.ts';

const CALL_WITHIN_MS = 15_000;

/** Looks whether Seam takes the key, and whether every listing's system and access groups are there. */
export async function checkSeam(
  seam: Seam,
  listings: readonly Listing[],
): Promise<readonly Finding[]> {
  const { finding, value: systems } = await look(
    'Seam',
    () => seam.listSystems(newCall()),
    (found) =>
      `The key is good for ${found.length} access ${found.length === 1 ? 'system' : 'systems'}.`,
  );
  if (systems === undefined) return [finding];
  const findings = [finding];
  for (const [systemId, group] of Map.groupBy(listings, (listing) => listing.acsSystemId)) {
    const system = systems.find(({ id }) => id === systemId);
    findings.push(await checkSystem(seam, systemId, system, group));
  }
  return findings;
}

async function checkSystem(
  seam: Seam,
  systemId: string,
  system: AccessSystem | undefined,
  listings: readonly Listing[],
): Promise<Finding> {
  const name = `access system ${system?.name ?? systemId}`;
  const used = `listings ${listings.map(({ listingId }) => listingId).join(', ')}`;
  if (system === undefined) {
    const next = 'Correct acsSystemId, or connect the system in Seam Console.';
    return {
      name,
      ok: false,
      message: `Seam does not know it (${used}).`,
      next,
      exitCode: EXIT.usage,
    };
  }
  if (system.errors.length > 0) {
    const next = 'Open the access system in Seam Console and follow what it says there.';
    return {
      name,
      ok: false,
      message: `Seam shows ${system.errors.join(', ')} (${used}).`,
      next,
      exitCode: EXIT.refused,
    };
  }
  return checkGroups(seam, system, name, listings);
}

async function checkGroups(
  seam: Seam,
  system: AccessSystem,
  name: string,
  listings: readonly Listing[],
): Promise<Finding> {
  const wanted = listings.flatMap(({ listingId, accessGroupIds }) =>
    accessGroupIds.map((id) => ({ listingId, id })),
  );
  const { finding, value: groups } = await look(
    name,
    // A system without access groups need not be asked for them.
    () => (wanted.length === 0 ? [] : seam.listAccessGroups(system.id, newCall())),
    () =>
      `It is there, with everything that ${listings.length === 1 ? 'its listing names' : `its ${listings.length} listings name`}.`,
  );
  const missing = wanted.filter(({ id }) => groups?.every((group) => group.id !== id));
  if (missing.length === 0) return finding;
  const list = missing.map(({ id, listingId }) => `${id} (listing ${listingId})`).join(', ');
  const next = 'Correct accessGroupIds in the listings file.';
  return {
    name,
    ok: false,
    message: `It has no access group ${list}.`,
    next,
    exitCode: EXIT.usage,
  };
}

function newCall(): Call {
  return { deadline: Date.now() + CALL_WITHIN_MS, signal: AbortSignal.timeout(CALL_WITHIN_MS) };
}
