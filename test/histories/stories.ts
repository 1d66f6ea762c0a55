import { StayClient } from '../../src/client/index.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import type { ReservationInput } from '../../src/contract/reservation.ts';
import type { Status } from '../../src/contract/status.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { apiKeyOf } from '../faults/api-key.ts';
import type { Installation } from '../faults/setup.ts';
import { until } from '../faults/until.ts';

const WITHIN_MS = 90_000;

/** A stay whose histories are stored, and lived anew when they are recorded. */
export interface Story {
  /** Names the stay, and each file with a run of it: `extended-1.json`. */
  readonly name: string;
  readonly live: (guest: Backend) => Promise<void>;
}

/** What a story does with its stay. */
interface Backend {
  readonly stays: StayClient;
  put(listingId: string, window: Window): Promise<void>;
  /** Waits until the stay is in this phase. */
  reach(phase: Status['phase']): Promise<void>;
  /** Cancels the workflow, as an operator does in the Temporal UI. */
  cancelAsOperator(): Promise<void>;
}

/** Seconds from now; the guest comes at `from` and leaves at `to`. */
interface Window {
  readonly from: number;
  readonly to: number;
}

const after = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

export const STORIES: readonly Story[] = [
  {
    name: 'extended',
    async live({ stays, put, reach }) {
      await put('salto-ks-pin-a', { from: 5, to: 20 });
      await reach('open');
      await stays.change('extended', { checkOut: after(20) });
      await reach('revoked');
    },
  },
  {
    name: 'moved',
    async live({ stays, put, reach }) {
      await put('salto-ks-pin-a', { from: -60, to: 60 });
      await reach('open');
      await stays.change('moved', { listingId: 'salto-ks-pin-b' });
      await stays.change('moved', { listingId: 'salto-ks-mobile-a', checkOut: after(20) });
      await reach('revoked');
    },
  },
  {
    name: 'cancelled',
    async live({ stays, put, reach }) {
      await put('salto-space-mobile-a', { from: -60, to: 60 });
      await reach('open');
      await stays.cancel('cancelled');
      await reach('revoked');
    },
  },
  {
    name: 'continued',
    async live({ put, reach, cancelAsOperator }) {
      await put('salto-ks-mobile-enrolled-a', { from: -60, to: 60 });
      await reach('open');
      // Temporal passes on one such cancellation per run: who comes back after it goes on in a new one.
      await cancelAsOperator();
      await reach('revoking');
      await put('salto-ks-mobile-enrolled-a', { from: -60, to: 20 });
      await reach('open');
      await reach('revoked');
    },
  },
  {
    name: 'reopened',
    async live({ stays, put, reach }) {
      await put('latch-mobile-a', { from: -60, to: 60 });
      await stays.cancel('reopened');
      await reach('revoked');
      await put('latch-mobile-a', { from: -60, to: 15 });
      await reach('open');
      await reach('revoked');
    },
  },
];

/** A backend that says what a story has to say, to this installation. */
export function backendOf({ name }: Story, { client, sandbox }: Installation): Backend {
  const seam = connectSeam({ apiKey: apiKeyOf(name), endpoint: sandbox.url });
  const stays = new StayClient(client, seam);
  return {
    stays,
    async put(listingId, { from, to }) {
      const guest = {
        fullName: 'Ada Guest',
        email: `${name}@example.com`,
        phone: '+15555550100',
      };
      const window = { checkIn: after(from), checkOut: after(to) };
      const reservation: ReservationInput = { reservationId: name, listingId, guest, ...window };
      const verdict = await stays.put(reservation);
      if (verdict.outcome !== 'applied') throw new Error(`${name}: ${JSON.stringify(verdict)}`);
    },
    async reach(phase) {
      await until(`stay ${name} that is ${phase}`, WITHIN_MS, async () => {
        return (await stays.show(name)).phase === phase;
      });
    },
    async cancelAsOperator() {
      await client.workflow.getHandle(stayWorkflowId(name)).cancel();
    },
  };
}
