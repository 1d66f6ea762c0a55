import { latch } from './systems/latch.ts';
import { saltoKs, saltoKsCredentialManager } from './systems/salto-ks.ts';
import { saltoSpace } from './systems/salto-space.ts';
import type { SystemModel } from './systems/system-model.ts';

/** A place with a name and a fixed id. */
export interface PlannedEntrance {
  readonly id: string;
  readonly name: string;
}

/** An access group of the plan and the doors that it opens. */
export interface PlannedGroup extends PlannedEntrance {
  readonly entrances: readonly PlannedEntrance[];
}

/** An access system that every workspace starts with. */
export interface PlannedSystem {
  readonly id: string;
  readonly connectedAccountId: string;
  readonly name: string;
  readonly model: SystemModel;
  readonly credentialManagerId?: string;
  readonly isCredentialManager?: boolean;
  readonly groups: readonly PlannedGroup[];
  /** Entrances that no group opens. */
  readonly entrances: readonly PlannedEntrance[];
}

const credentialManagerId = '22222222-2222-2222-2222-222222222222';

function doors(prefix: string, first: number, names: readonly string[]): PlannedEntrance[] {
  return names.map((name, index) => ({
    id: `55555555-5555-5555-5555-${prefix}${first + index}`,
    name,
  }));
}

/** What every workspace starts with: the same ids everywhere, so that a listings file can name them. */
export const sitePlan: readonly PlannedSystem[] = [
  {
    id: '11111111-1111-1111-1111-111111111111',
    connectedAccountId: '99999999-9999-9999-9999-111111111111',
    name: 'Main Site',
    model: saltoKs,
    credentialManagerId,
    entrances: [],
    groups: [
      {
        id: '44444444-4444-4444-4444-333333333333',
        name: 'Canal House',
        entrances: doors('11111111111', 1, [
          'Canal House Door',
          'Canal House Stairs',
          'Apartment 1',
        ]),
      },
      {
        id: '44444444-4444-4444-4444-444444444444',
        name: 'Garden House',
        entrances: doors('11111111111', 4, ['Garden House Door', 'Garden Gate', 'Apartment 2']),
      },
    ],
  },
  {
    id: '77777777-7777-7777-7777-777777777777',
    connectedAccountId: '99999999-9999-9999-9999-777777777777',
    name: 'Harbour Hotel',
    model: saltoSpace,
    entrances: [],
    groups: [
      {
        id: '44444444-4444-4444-4444-777777777771',
        name: 'Quay Wing',
        entrances: doors('77777777777', 1, ['Quay Entrance', 'Quay Lift', 'Room 101']),
      },
      {
        id: '44444444-4444-4444-4444-777777777772',
        name: 'Tower Wing',
        entrances: doors('77777777777', 4, ['Tower Entrance', 'Tower Lift', 'Room 201']),
      },
    ],
  },
  {
    id: credentialManagerId,
    connectedAccountId: '99999999-9999-9999-9999-111111111111',
    name: 'Main Site Credential Manager',
    model: saltoKsCredentialManager,
    isCredentialManager: true,
    entrances: [],
    groups: [],
  },
  {
    id: '88888888-8888-8888-8888-888888888888',
    connectedAccountId: '99999999-9999-9999-9999-888888888888',
    name: 'Mill Lofts',
    model: latch,
    entrances: doors('88888888888', 1, ['Mill Door', 'Loft 1', 'Loft 2']),
    groups: [],
  },
];
