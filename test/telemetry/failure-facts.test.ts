import { expect, it } from 'vitest';

import { refuse } from '../../src/contract/failures.ts';
import { failureFacts } from '../../src/telemetry/failure-facts.ts';

const REFUSED = refuse('UnknownListing', 'The listing nowhere is not in the listings file.');

it('a booking that is refused is one line of the log, with the reason and no stack', () => {
  // As it comes out of the thread in which workflows run.
  expect(failureFacts(structuredClone(REFUSED))).toEqual({ message: REFUSED.message });
  expect(failureFacts(REFUSED)).toEqual({ failure: 'UnknownListing', message: REFUSED.message });
});

it('of an error that nobody foresaw the place is told, and not the text, which may be a guest’s', () => {
  const facts = failureFacts(structuredClone(new TypeError('ApplicationFailure: Ada Guest')));
  expect(facts).toEqual({ failure: 'TypeError', at: expect.any(Array) });
});
