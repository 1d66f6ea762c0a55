/**
 * Explores with the core in this folder until it violates an invariant, and prints what it found as one line of
 * JSON: `hunt.ts RECIPE REQUESTS FAULTS SECONDS INVARIANT`.
 */
import type { Invariant } from '../invariants/violation.ts';
import { Explorer } from '../search/explorer.ts';
import { traitOf } from '../world/traits.ts';

const [recipe = '', requests, faults, seconds, invariant] = process.argv.slice(2);

const explored = new Explorer(traitOf(recipe), {
  requests: Number(requests),
  faults: Number(faults),
  seconds: Number(seconds),
  invariant: invariant as Invariant,
  endsAtFirst: true,
}).explore();
const { states, findings } = explored;
const [found] = findings;
process.stdout.write(`${JSON.stringify({ states, ...(found && { found }) })}\n`);
