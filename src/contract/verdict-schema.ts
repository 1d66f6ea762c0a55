import { z } from 'zod';

import type { Verdict } from './verdict.ts';

const OUTCOMES = [
  'applied',
  'pending',
  'superseded',
  'refused',
  'too-late',
] as const satisfies readonly Verdict['outcome'][];

/** The answer to a request, as it is answered. Loose: a newer worker may say more. */
export const verdictSchema = z.looseObject({
  outcome: z.enum(OUTCOMES),
  reason: z.string().optional(),
  type: z.string().optional(),
  opensAt: z.iso.datetime().optional(),
  closesAt: z.iso.datetime().optional(),
  timeZone: z.string().optional(),
} satisfies { readonly [Field in keyof Verdict]-?: z.ZodType });
