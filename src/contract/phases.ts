import type { Phase } from './status.ts';

/** Every phase, in the order in which a stay lives them. */
export const PHASES = [
  'planning',
  'granting',
  'waiting',
  'open',
  'held',
  'revoking',
  'revoked',
] as const satisfies readonly Phase[];
