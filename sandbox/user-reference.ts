import { z } from 'zod';

import { uuid } from './parameters.ts';

/** How requests name one user. */
export const userReference = z.object({
  acs_user_id: uuid.optional(),
  user_identity_id: uuid.optional(),
  acs_system_id: uuid.optional(),
});
