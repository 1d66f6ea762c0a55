import { z } from 'zod';

import type { Entrance } from './port.ts';
import { errorCodes, id, pagination, present, toPage } from './wire.ts';

const connected = z.boolean().nullish();

const entrance = z
  .object({
    acs_entrance_id: id,
    display_name: z.string(),
    errors: errorCodes,
    salto_ks_metadata: z.object({ online: connected }).nullish(),
    latch_metadata: z.object({ is_connected: connected }).nullish(),
  })
  .transform((it): Entrance =>
    present({
      id: it.acs_entrance_id,
      name: it.display_name,
      errors: it.errors,
      isOnline: it.salto_ks_metadata?.online ?? it.latch_metadata?.is_connected,
    }),
  );

/** One page of entrances; Seam's routes for them say nothing of further pages today. */
export const pageOfEntrances = z
  .object({ acs_entrances: z.array(entrance), pagination: pagination.optional() })
  .transform((it) => toPage(it.acs_entrances, it.pagination));
