import type { z } from 'zod';

import { describeIssues } from '../contract/reservation.ts';

import { StayError } from './errors.ts';

/**
 * Checks what a caller gave.
 *
 * @throws StayError `MalformedInput`, which names the paths and the rules but no value
 */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new StayError(
    'MalformedInput',
    `The ${what} is malformed: ${describeIssues(parsed.error, '')}.`,
    `Correct the ${what} and try again.`,
  );
}
