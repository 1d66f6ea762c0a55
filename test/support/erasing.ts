import { stayWorkflowId } from '../../src/contract/names.ts';

import { callCli } from './cli.ts';
import type { LiveHouse } from './live-house.ts';
import { inHours } from './reconciling.ts';

/** Puts, ends and erases stays of a house. */
export function erasing(house: () => LiveHouse) {
  return {
    put: (id: string) =>
      house().stays.put({
        reservationId: id,
        listingId: 'ks-pin',
        guest: { fullName: 'Ada Guest', email: 'ada@example.com' },
        checkIn: inHours(-1),
        checkOut: inHours(24),
      }),

    /** Erases a stay by the command line. */
    async erase(id: string) {
      const { code, stdout } = await callCli(['erase', id, '--json'], house().settings);
      return { code, ...(JSON.parse(stdout) as { readonly error?: { readonly type: string } }) };
    },

    /** Ends a stay, and waits until its access is proven gone. */
    async end(id: string): Promise<void> {
      await house().stays.cancel(id);
      await house().temporal.workflow.getHandle(stayWorkflowId(id)).result();
    },
  };
}
