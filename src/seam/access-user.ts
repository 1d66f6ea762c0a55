import { z } from 'zod';

import type { AccessUser } from './port.ts';
import { errorCodes, id, instant, mutationCodes, present, warningCodes } from './wire.ts';

const schedule = z
  .object({ starts_at: instant, ends_at: instant.nullish() })
  .transform((it) => present({ startsAt: it.starts_at, endsAt: it.ends_at }));

/** An access user as Seam sends it, read into ours. */
export const accessUser = z
  .object({
    acs_user_id: id,
    acs_system_id: id,
    full_name: z.string().nullish(),
    display_name: z.string().nullish(),
    email_address: z.string().nullish(),
    user_identity_id: id.nullish(),
    access_schedule: schedule.nullish(),
    salto_ks_metadata: z.object({ is_subscribed: z.boolean().nullish() }).nullish(),
    is_suspended: z.boolean().nullish(),
    errors: errorCodes,
    warnings: warningCodes,
    pending_mutations: mutationCodes,
    created_at: instant,
  })
  .transform((it): AccessUser =>
    present({
      id: it.acs_user_id,
      systemId: it.acs_system_id,
      fullName: it.full_name ?? it.display_name ?? '',
      email: it.email_address,
      identityId: it.user_identity_id,
      schedule: it.access_schedule,
      isSubscribed: it.salto_ks_metadata?.is_subscribed ?? subscribedByWarning(it.warnings),
      isSuspended: it.is_suspended ?? false,
      errors: it.errors,
      warnings: it.warnings,
      pending: it.pending_mutations,
      createdAt: it.created_at,
    }),
  );

/** Before Seam had `salto_ks_metadata`, only this warning told that a user has no seat. */
function subscribedByWarning(warnings: readonly string[]): false | undefined {
  return warnings.includes('salto_ks_user_not_subscribed') ? false : undefined;
}
