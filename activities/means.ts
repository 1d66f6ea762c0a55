import type { StayRecord } from '../src/contract/closing.ts';
import type { RunOfStay } from '../src/contract/steps.ts';
import type { Listings } from '../src/listings/load-listings.ts';
import type { Seam } from '../src/seam/port.ts';

import type { Clock } from './attempt.ts';

/** What the steps work with that do not speak to Seam; handed in by whoever runs them. */
export interface PlanMeans {
  readonly clock: Clock;
  /** The listings as the file says them now. */
  readonly listings: () => Promise<Listings>;
  /** The last closed run of a stay before this one, as far as Temporal still knows it. */
  readonly recall: (run: RunOfStay) => Promise<StayRecord | undefined>;
  /** Whether there is anybody who is told of events; nobody unless said. */
  readonly isAnnounced?: () => Promise<boolean>;
  /** Between the two proofs of absence; pinned in each plan. */
  readonly quietPeriodMs: number;
}

/** What the steps work with that speak to Seam. */
export interface Means {
  readonly seam: Seam;
  readonly clock: Clock;
  /** A short keyed digest of a stay and a code of it; tells that a PIN changed without telling the PIN. */
  readonly tagOf: (reservationId: string, code: string) => string;
}
