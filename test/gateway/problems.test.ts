import { expect, it } from 'vitest';

import { noStayToCancel } from '../../src/client/errors.ts';
import { detailsOf, problemOf } from '../../src/gateway/problem.ts';

it('a cancellation that nobody remembers is told that a later put opens', () => {
  const { status, detail } = detailsOf(problemOf(noStayToCancel('1001')), 'urn:uuid:1');
  expect(status).toBe(404);
  expect(detail).toContain('a put that comes later opens');
});
