import type { Hear } from '../../src/telemetry/told.ts';

const ears = new Set<Hear>();

/** What the workflows of this process tell goes to whoever listens. */
export const hearAll: Hear = (...told) => {
  for (const hear of ears) hear(...told);
  return true;
};

/** Listens to what the workflows of this process tell from now on. Answers how to stop that. */
export function listen(hear: Hear): () => void {
  ears.add(hear);
  return () => ears.delete(hear);
}
