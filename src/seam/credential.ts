import { z } from 'zod';

import type { Credential } from './port.ts';
import { errorCodes, id, instant, present, warningCodes } from './wire.ts';

/** A credential as Seam sends it, read into ours. */
export const credential = z
  .object({
    acs_credential_id: id,
    acs_system_id: id,
    acs_user_id: id.nullish(),
    access_method: z.string(),
    code: z.string().nullish(),
    starts_at: instant.nullish(),
    ends_at: instant.nullish(),
    is_multi_phone_sync_credential: z.boolean().nullish(),
    is_latest_desired_state_synced_with_provider: z.boolean().nullish(),
    errors: errorCodes,
    warnings: warningCodes,
    created_at: instant,
  })
  .transform((it): Credential =>
    present({
      id: it.acs_credential_id,
      systemId: it.acs_system_id,
      userId: it.acs_user_id,
      method: it.access_method,
      code: it.code === '' ? undefined : it.code,
      schedule: toSchedule(it.starts_at, it.ends_at),
      isMultiPhone: it.is_multi_phone_sync_credential ?? false,
      errors: it.errors,
      warnings: it.warnings,
      isSynced: it.is_latest_desired_state_synced_with_provider,
      createdAt: it.created_at,
    }),
  );

function toSchedule(
  startsAt: string | null | undefined,
  endsAt: string | null | undefined,
): Credential['schedule'] {
  const times = present({ startsAt, endsAt });
  return Object.keys(times).length === 0 ? undefined : times;
}
