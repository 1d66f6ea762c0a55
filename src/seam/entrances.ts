import { z } from 'zod';

import type { Entrance } from './port.ts';
import { id, pagination, toPage } from './wire.ts';

const entrance = z
  .object({ acs_entrance_id: id, display_name: z.string() })
  .transform((it): Entrance => ({ id: it.acs_entrance_id, name: it.display_name }));

/** One page of entrances; Seam's routes for them say nothing of further pages today. */
export const pageOfEntrances = z
  .object({ acs_entrances: z.array(entrance), pagination: pagination.optional() })
  .transform((it) => toPage(it.acs_entrances, it.pagination));
