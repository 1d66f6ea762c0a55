import { condition, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';

import type * as activities from './activities.ts';

const steps = proxyActivities<ReturnType<typeof activities.stepsAt>>({
  startToCloseTimeout: 15_000,
});

/** A stay as the bare workflow is told it. Epoch milliseconds. */
export interface BareStay {
  readonly id: string;
  readonly checkIn: number;
  readonly checkOut: number;
  readonly quietMs: number;
}

/** Answers when the guest has a PIN. */
export const granted = defineUpdate('granted');

/** The steps of an undisturbed PIN stay in their order, and nothing that would help one that is disturbed. */
export async function bareStay({ id, checkIn, checkOut, quietMs }: BareStay): Promise<void> {
  let isGranted = false;
  setHandler(granted, () => condition(() => isGranted));
  await steps.plan(id);
  const userId = await steps.addUser(id, checkIn, checkOut);
  await steps.joinGroup(userId);
  const credentialId = await steps.issuePin(userId);
  await steps.look(userId, credentialId);
  isGranted = true;
  if (checkIn > Date.now()) {
    await sleep(checkIn - Date.now());
    await steps.look(userId, credentialId);
  }
  await sleep(Math.max(1, checkOut - Date.now()));
  await steps.removeCredential(credentialId);
  await steps.removeUser(userId);
  await steps.prove(id, userId, credentialId);
  await sleep(quietMs);
  await steps.prove(id, userId, credentialId);
}
