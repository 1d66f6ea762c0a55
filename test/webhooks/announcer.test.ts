import { expect, it } from 'vitest';

import type { Announcer, HandedOver } from '../../src/contract/announcing.ts';
import { droppedFrom, take } from '../../workflows/announcer.ts';

const AT = '2026-12-01T12:00:00.000Z';
const NOTHING: Announcer = { reservationId: '1001', sequence: 0, heard: [], queue: [] };

function events(from: number, until: number): readonly HandedOver[] {
  return Array.from({ length: until - from + 1 }, (_, at): HandedOver => ({
    number: from + at,
    run: 'run-1',
    type: 'stay.held',
    at: AT,
    data: { listingId: 'loft', phase: 'held' },
    to: ['pms'],
  }));
}

it('lets go of the oldest where more than 500 events wait, and says which', () => {
  const full = take(NOTHING, events(1, 500), AT);
  expect(droppedFrom(NOTHING, full)).toEqual([]);
  const fuller = take(full, events(501, 503), AT);
  expect(fuller.queue).toHaveLength(500);
  expect(droppedFrom(full, fuller).map(({ id }) => id)).toEqual(['run-1.1', 'run-1.2', 'run-1.3']);
});
