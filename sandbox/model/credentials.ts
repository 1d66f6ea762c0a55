import { newObject } from '../build-site.ts';
import { nextPin, nextUuid } from '../random.ts';
import type { CredentialBody } from '../systems/system-model.ts';
import { toldTime, type Workspace } from '../workspace.ts';

import type { AcsSystem, AcsUser, Credential } from './objects.ts';

/** What a credential is created with, beyond what its system is asked about. */
export interface CredentialDetails extends CredentialBody {
  readonly isMultiPhoneSync: boolean;
  readonly startsAt: number | undefined;
  readonly endsAt: number | undefined;
}

/** Digits of a PIN that an access system makes. */
const PIN_DIGITS = 6;

/** Creates a credential for a user; throws a Refusal where its access system cannot make it. */
export function createCredential(
  workspace: Workspace,
  user: AcsUser,
  details: CredentialDetails,
): Credential {
  const { system } = user;
  system.model.checkCredential(user, details, workspace.switches);
  const credential: Credential = {
    ...newObject(workspace, nextUuid(workspace.ids)),
    system,
    user,
    accessMethod: details.accessMethod,
    isMultiPhoneSync: details.isMultiPhoneSync,
    entrances: details.entrances,
    startsAt: details.startsAt,
    endsAt: details.endsAt,
    code: null,
    isProgrammed: false,
    programmedEndsAt: details.endsAt,
    lastSyncAt: null,
  };
  user.credentials.add(credential);
  workspace.credentials.set(credential.id, credential);
  if (credential.accessMethod === 'code') {
    later(workspace, credential, workspace.switches.codeDelayMs, () => {
      credential.code = freePin(workspace, system);
    });
  }
  later(workspace, credential, workspace.switches.mutationDelayMs, () =>
    synced(workspace, credential),
  );
  return credential;
}

/** Moves the end of a credential's own window. */
export function updateEnd(workspace: Workspace, credential: Credential, endsAt: number): void {
  credential.endsAt = endsAt;
  credential.isProgrammed = false;
  later(workspace, credential, workspace.switches.mutationDelayMs, () => {
    credential.programmedEndsAt = endsAt;
    synced(workspace, credential);
  });
}

/** What keeps a mobile key from reaching its holder's phone, if anything does. */
export function undeliverable({ accessMethod, user, system }: Credential): string | undefined {
  if (accessMethod !== 'mobile_key' || user === undefined) return undefined;
  return system.model.undeliverable(user);
}

/** Whether the access system has the credential and its holder can use it. */
export function isUsable(credential: Credential): boolean {
  const { accessMethod, code, lastSyncAt, user } = credential;
  if (lastSyncAt === null || user === undefined) return false;
  if (accessMethod === 'code') return code !== null;
  // Nothing here encodes cards, and a key that reached no phone opens nothing.
  return accessMethod === 'mobile_key' && undeliverable(credential) === undefined;
}

/** The access system has taken a change: it is done with the credential, unless another change is under way. */
function synced(workspace: Workspace, credential: Credential): void {
  credential.isProgrammed = credential.programmedEndsAt === credential.endsAt;
  credential.lastSyncAt = toldTime(workspace);
}

function later(workspace: Workspace, credential: Credential, delay: number, run: () => void): void {
  if (delay === 0) return run();
  workspace.due.add(workspace.clock.real + delay, () => {
    if (!credential.isGone) run();
  });
}

function freePin(workspace: Workspace, system: AcsSystem): string {
  for (;;) {
    const pin = nextPin(workspace.pins, PIN_DIGITS);
    if (system.pins.has(pin)) continue;
    system.pins.add(pin);
    return pin;
  }
}
