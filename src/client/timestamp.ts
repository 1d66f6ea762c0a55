/** A moment in Temporal's messages. */
export interface Timestamp {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

/** Epoch milliseconds, with their fraction; 0 for a moment that is not set. */
export function timestampMs(time: Timestamp | null | undefined): number {
  return Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1_000_000;
}
