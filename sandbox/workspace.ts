import { DueQueue } from './due-queue.ts';
import type { FaultPlan } from './fault-plan.ts';
import { keepPast, type ListsLag, noteChange } from './lists-lag.ts';
import type {
  AccessGroup,
  AcsSystem,
  AcsUser,
  Credential,
  Enrollment,
  Entrance,
  SeamEvent,
  UserIdentity,
} from './model/objects.ts';
import { nextUuid, randomStream, type RandomStream } from './random.ts';
import type { LedgerEntry } from './request-ledger.ts';
import { defaultSwitches, type Switches } from './switches.ts';
import type { Webhook } from './webhooks.ts';

/** A request that `/_sandbox/hold` keeps. */
export interface HeldRequest {
  resume(): void;
  abandon(): void;
}

/** Which requests `/_sandbox/hold` keeps, and whether before or after their work is done. */
export interface Hold {
  readonly route: string;
  readonly when: 'before' | 'after';
  /** Only this one of them, counted from the moment the hold was set. */
  readonly nth?: number | undefined;
  count: number;
}

/** Everything that belongs to one API key. */
export interface Workspace {
  readonly id: string;
  /** Until it is rotated. */
  apiKey: string;
  /** Milliseconds since the epoch: real time, for delays, and what Seam's own clock is off by. */
  readonly clock: { real: number; skew: number };
  readonly ids: RandomStream;
  readonly requestIds: RandomStream;
  readonly pins: RandomStream;
  readonly due: DueQueue;
  readonly systems: Map<string, AcsSystem>;
  readonly groups: Map<string, AccessGroup>;
  readonly entrances: Map<string, Entrance>;
  readonly users: Map<string, AcsUser>;
  readonly credentials: Map<string, Credential>;
  readonly identities: Map<string, UserIdentity>;
  readonly identityByKey: Map<string, UserIdentity>;
  readonly identityByEmail: Map<string, UserIdentity>;
  readonly identityByPhone: Map<string, UserIdentity>;
  readonly enrollments: Map<string, Enrollment>;
  readonly events: SeamEvent[];
  readonly webhooks: Webhook[];
  readonly ledger: LedgerEntry[];
  readonly stuck: Set<string>;
  readonly held: HeldRequest[];
  readonly faults: FaultPlan[];
  switches: Switches;
  hold: Hold | undefined;
  listsLag: ListsLag | undefined;
  /** Away until this moment of real time. */
  awayUntil: number;
  sequence: number;
}

/** Makes the empty workspace of an API key; `seed` decides every id and PIN in it. */
export function emptyWorkspace(apiKey: string, seed: string, now: number): Workspace {
  return {
    id: nextUuid(randomStream(`${seed} workspace`)),
    apiKey,
    clock: { real: now, skew: 0 },
    ids: randomStream(`${seed} ids`),
    requestIds: randomStream(`${seed} requests`),
    pins: randomStream(`${seed} pins`),
    due: new DueQueue(),
    systems: new Map(),
    groups: new Map(),
    entrances: new Map(),
    users: new Map(),
    credentials: new Map(),
    identities: new Map(),
    identityByKey: new Map(),
    identityByEmail: new Map(),
    identityByPhone: new Map(),
    enrollments: new Map(),
    events: [],
    webhooks: [],
    ledger: [],
    stuck: new Set(),
    held: [],
    faults: [],
    switches: { ...defaultSwitches },
    hold: undefined,
    listsLag: undefined,
    awayUntil: 0,
    sequence: 0,
  };
}

/** What Seam's clock says in this workspace. */
export function toldTime(workspace: Workspace): number {
  return workspace.clock.real + workspace.clock.skew;
}

/** Lets everything happen that is due by `now`, each thing at its own moment, and moves the clock there. */
export function settle(workspace: Workspace, now: number): void {
  const { due } = workspace;
  for (let task = due.take(now); task !== undefined; task = due.take(now)) {
    moveTo(workspace, task.at);
    noteChange(workspace);
    task.run();
  }
  moveTo(workspace, now);
}

function moveTo(workspace: Workspace, at: number): void {
  if (at <= workspace.clock.real) return;
  keepPast(workspace);
  workspace.clock.real = at;
}

/** The next place in the order of creation. */
export function nextSequence(workspace: Workspace): number {
  workspace.sequence += 1;
  return workspace.sequence;
}
