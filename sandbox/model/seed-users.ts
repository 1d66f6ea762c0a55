import { z } from 'zod';

import { findSystem } from '../find.ts';
import { uuid } from '../parameters.ts';
import { sitePlan } from '../site-plan.ts';
import type { Workspace } from '../workspace.ts';

import { createUser } from './users.ts';

/** `POST /_sandbox/seed-users` */
export const seedSchema = z.object({
  count: z.int().min(0).max(1_000_000),
  acs_system_id: uuid.default(sitePlan[0]?.id ?? ''),
  name_prefix: z.string().default('Resident '),
  subscribed: z.boolean().default(false),
});

/** Fills a site with users that its own staff made, unsubscribed unless wanted otherwise; gives their number. */
export function seedUsers(workspace: Workspace, body: z.output<typeof seedSchema>): number {
  const system = findSystem(workspace, body.acs_system_id);
  for (let number = 1; number <= body.count; number += 1) {
    const fullName = `${body.name_prefix}${number}`;
    createUser(workspace, system, { fullName, isUnsubscribedByHand: !body.subscribed });
  }
  return body.count;
}
