import { describe, expect, it } from 'vitest';

import { useRig } from '../support/use-rig.ts';

import { COMPARED_STORIES, told } from './comparison/compared-stories.ts';
import { type LedgerLine, seamCalls } from './comparison/seam-calls.ts';
import { simulateCalls } from './comparison/simulate-calls.ts';
import type { Story, Strike, Word } from './world/story.ts';

const rig = useRig('seam_compared');

async function ledger(): Promise<readonly LedgerLine[]> {
  const { requests } = await rig.seam.get<{ requests: readonly LedgerLine[] }>('requests');
  return requests;
}

async function set({ route, nth, outcome, retryAfter }: Strike): Promise<void> {
  const wait = retryAfter === undefined ? {} : { retry_after: retryAfter };
  await rig.seam.post('faults', { route, nth, times: 1, outcome, ...wait });
}

async function say(reservationId: string, { says }: Word): Promise<void> {
  switch (says.kind) {
    case 'put': {
      const { listingId, guest, checkIn, checkOut } = says;
      const times = { checkIn: checkIn.text, checkOut: checkOut.text };
      await rig.stays.put({ reservationId, listingId, guest, ...times });
      return;
    }
    case 'change': {
      const { listingId, checkOut } = says;
      await rig.stays.change(reservationId, {
        ...(listingId === undefined ? {} : { listingId }),
        ...(checkOut === undefined ? {} : { checkOut: checkOut.text }),
      });
      return;
    }
    case 'cancel':
      await rig.stays.cancel(reservationId);
      return;
    default:
      throw new TypeError(`no such word here: ${says.kind}`);
  }
}

/** Lives a story on the time-skipping server, and answers what Seam was asked. */
async function live(story: Story, reservationId: string): Promise<readonly LedgerLine[]> {
  const before = (await ledger()).length;
  for (const strike of story.conditions.strikes ?? []) await set(strike);
  for (const word of story.words) {
    await rig.sleepUntil(new Date(story.beginsAt + word.at).toISOString());
    await say(reservationId, word);
  }
  await rig.ended(reservationId);
  await rig.seam.delete('faults');
  return (await ledger()).slice(before);
}

describe('the simulator and the time-skipping server ask Seam for the same', () => {
  it.each(COMPARED_STORIES.map((each, nth) => [each.name, each, nth] as const))(
    '%s',
    async (_, compared, nth) => {
      const story = told(compared, Math.ceil(rig.now() / 1_000) * 1_000);
      const { ledger: simulated, violations } = await simulateCalls(story);
      expect(violations).toEqual([]);
      const lived = seamCalls(await live(story, `C-${nth}`));
      expect(lived).toEqual(seamCalls(simulated));
      // Something was made, looked at and removed.
      expect(lived.length).toBeGreaterThan(10);
    },
  );
});
