import { Client } from '@temporalio/client';

import { type RingFile, ringOf } from '../../../codec/key-ring.ts';
import { readRingFile } from '../../../codec/ring-file.ts';
import { payloadKeys, temporal } from '../../../config.ts';
import { defineCommand, JSON_OPTION } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { type Need, neededKeys, type NeededKeys } from '../../keys/needed-keys.ts';
import { reachTemporal } from '../../reach-temporal.ts';

/** A key, and who needs it. */
interface KeyStatus extends Need {
  readonly id: string;
  readonly isInRing: boolean;
  /** The ring has a key of this name that does not open what is under it. */
  readonly isAnother: boolean;
  readonly encrypts: boolean;
}

export const keysStatus = defineCommand({
  name: 'keys status',
  summary: 'tells which payload keys open stays and kept histories still need',
  details: [
    'It reads every history that Temporal has. A key that nothing needs may be dropped from the ring, and what is in backups under ' +
      'it is then erased with it. It exits 1 if a key is needed and not in the ring, or another is there by its name: stays under it shut no door.',
  ],
  options: JSON_OPTION,
  async run({ values, terminal }) {
    const path = payloadKeys();
    const ring = path === undefined ? undefined : readRingFile(path);
    const where = temporal();
    const needed = await terminal.waiting(
      'Reading the histories',
      reachTemporal(where, async (connection) =>
        neededKeys(new Client({ connection, namespace: where.namespace }), ring && ringOf(ring)),
      ),
    );
    const keys = statusOf(ring, needed);
    if (values.json === true) {
      const clear = { ...needed.inClear, acceptedUntil: ring?.acceptClear };
      terminal.printJson({ keys, clear });
    } else for (const line of statusText(keys, needed.inClear, ring)) terminal.print(line);
    return keys.every(({ isInRing, isAnother }) => isInRing && !isAnother)
      ? EXIT.done
      : EXIT.refused;
  },
});

function statusOf(
  ring: RingFile | undefined,
  { keys, unopened }: NeededKeys,
): readonly KeyStatus[] {
  const inRing = (ring?.keys ?? []).map(({ id }) => id);
  const lost = [...keys.keys()].filter((id) => !inRing.includes(id));
  return [...inRing, ...lost].map((id) => ({
    id,
    isInRing: inRing.includes(id),
    isAnother: unopened.has(id),
    encrypts: id === inRing[0],
    ...(keys.get(id) ?? { openRuns: 0, keptRuns: 0 }),
  }));
}

function statusText(
  keys: readonly KeyStatus[],
  inClear: Need,
  ring: RingFile | undefined,
): readonly string[] {
  const lines = keys.map((key) => `${key.id}: ${roleOf(key)}; ${needText(key)}`);
  const clear =
    ring === undefined
      ? 'encryption is off'
      : `read until ${ring.acceptClear ?? 'never: the ring accepts nothing in clear'}`;
  return [...lines, `in clear: ${clear}; ${needText(inClear)}`];
}

function roleOf({ isInRing, isAnother, encrypts, openRuns, keptRuns }: KeyStatus): string {
  if (!isInRing) return 'NOT IN THE RING';
  if (isAnother) return 'ANOTHER KEY OF THIS NAME IS IN THE RING';
  if (encrypts) return 'encrypts';
  return openRuns + keptRuns === 0 ? 'decrypts, may be dropped' : 'decrypts';
}

function needText({ openRuns, keptRuns }: Need): string {
  if (openRuns + keptRuns === 0) return 'nothing needs it';
  return `${openRuns} open and ${keptRuns} closed runs need it`;
}
