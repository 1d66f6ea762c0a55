import type { AcsSystem, AccessGroup, Entrance, SeamObject } from './model/objects.ts';
import { type PlannedEntrance, type PlannedSystem, sitePlan } from './site-plan.ts';
import { nextSequence, toldTime, type Workspace } from './workspace.ts';

/** Puts systems, access groups and entrances into a workspace: those of the site plan, unless others are given. */
export function buildSite(workspace: Workspace, plan: readonly PlannedSystem[] = sitePlan): void {
  for (const planned of plan) {
    const system = buildSystem(workspace, planned);
    for (const entrance of planned.entrances) buildEntrance(workspace, system, entrance);
    for (const { id, name, entrances } of planned.groups) {
      const group: AccessGroup = {
        ...newObject(workspace, id),
        name,
        system,
        entrances: entrances.map((entrance) => buildEntrance(workspace, system, entrance)),
        members: new Set(),
      };
      system.groups.push(group);
      workspace.groups.set(id, group);
    }
  }
}

/** What every object of Seam's starts with. */
export function newObject(workspace: Workspace, id: string): SeamObject {
  return {
    id,
    sequence: nextSequence(workspace),
    createdAt: toldTime(workspace),
    errors: [],
    warnings: [],
    isBeingDeleted: false,
    isGone: false,
  };
}

function buildSystem(workspace: Workspace, planned: PlannedSystem): AcsSystem {
  const system: AcsSystem = {
    ...newObject(workspace, planned.id),
    name: planned.name,
    model: planned.model,
    isCredentialManager: planned.isCredentialManager ?? false,
    credentialManagerId: planned.credentialManagerId ?? null,
    connectedAccountId: planned.connectedAccountId,
    timeZone: 'Europe/Amsterdam',
    users: new Map(),
    groups: [],
    entrances: [],
    pins: new Set(),
    emails: new Map(),
    seated: new Set(),
    waiting: new Set(),
  };
  workspace.systems.set(system.id, system);
  return system;
}

function buildEntrance(
  workspace: Workspace,
  system: AcsSystem,
  planned: PlannedEntrance,
): Entrance {
  const entrance = {
    ...newObject(workspace, planned.id),
    name: planned.name,
    system,
    isOnline: true,
  };
  system.entrances.push(entrance);
  workspace.entrances.set(entrance.id, entrance);
  return entrance;
}
