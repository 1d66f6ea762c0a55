import type { AccessGroup, AccessSystem, Call, Entrance, Seam } from '../../seam/port.ts';

/** What a listing may name its doors by. */
export interface SystemDoors {
  readonly groups: readonly AccessGroup[];
  /** Empty where nobody needs them: groups open them. */
  readonly entrances: readonly Entrance[];
}

const CALL_WITHIN_MS = 15_000;

/** The limits of one request of the doctor. */
export function newCall(): Call {
  return { deadline: Date.now() + CALL_WITHIN_MS, signal: AbortSignal.timeout(CALL_WITHIN_MS) };
}

/**
 * Reads a system's access groups, and its entrances where a listing names some or there is no group.
 *
 * @throws SeamError
 */
export async function readDoors(
  seam: Seam,
  system: AccessSystem,
  wantsEntrances: boolean,
): Promise<SystemDoors> {
  // It hands keys to phones and has no doors of its own.
  if (system.isCredentialManager) return { groups: [], entrances: [] };
  const groups = await seam.listAccessGroups(system.id, newCall());
  const isAsked = wantsEntrances || groups.length === 0;
  const entrances = isAsked ? await seam.listEntrancesOfSystem(system.id, newCall()) : [];
  return { groups, entrances };
}

/** The ids of a system and its doors, for people who write a listings file. */
export function tellDoors(system: AccessSystem, doors: SystemDoors | undefined): readonly string[] {
  const kind = system.externalType === undefined ? '' : `, ${system.externalType}`;
  return [
    `${system.id}  ${system.name}${kind}${system.isCredentialManager ? ', a credential manager' : ''}`,
    ...(doors?.groups ?? []).map(({ id, name }) => `  ${id}  access group ${name}`),
    ...(doors?.entrances ?? []).map(({ id, name }) => `  ${id}  entrance ${name}`),
  ];
}
