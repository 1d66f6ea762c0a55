import type { Row } from './row.ts';
import { cpu, stay } from './rows/cost.ts';
import { death } from './rows/death.ts';
import { gateway } from './rows/gateway.ts';
import { inFlight } from './rows/in-flight.ts';
import { memory } from './rows/memory.ts';
import { put } from './rows/put.ts';
import { reconcile } from './rows/reconcile.ts';
import { encryption, metrics } from './rows/switched.ts';
import { walkIn } from './rows/walk-in.ts';
import { arrivals, both, departures } from './rows/waves.ts';

/** The table of docs/performance.md, row by row. */
export const ROWS: readonly Row[] = [
  departures,
  arrivals,
  both,
  walkIn,
  put,
  stay,
  cpu,
  memory,
  reconcile,
  death,
  inFlight,
  gateway,
  encryption,
  metrics,
];
