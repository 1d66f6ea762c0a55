/**
 * A worker that keeps a stay in its memory has so long to take its next task, before any other may: it may
 * have died. Milliseconds; Temporal's own default is 10 seconds, for which a door would stay open.
 */
export const STICKY_WITHIN_MS = 2_000;
