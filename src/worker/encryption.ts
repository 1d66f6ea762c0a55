import { fileURLToPath } from 'node:url';

import type { DataConverter } from '@temporalio/common';
import type { Logger } from '@temporalio/worker';

import { payloadCodec } from '../codec/payload-codec.ts';
import { ringFile } from '../codec/ring-file.ts';

/** How a worker reads and writes payloads, by whether it encrypts them. */
export interface WorkerConversion {
  /** For its client, which throws at whatever it cannot read. */
  readonly client?: DataConverter;
  /** For its tasks: a message that it cannot read does not stop a stay. */
  readonly tasks?: DataConverter;
}

/**
 * Turns encryption on for a worker if a key ring is named, and says in the log whether it is on, what
 * cannot be read, and a ring that was changed and cannot be used.
 *
 * @throws KeyRingError
 */
export function workerConversion(
  ringPath: string | undefined,
  namespace: string,
  log: Logger,
): WorkerConversion {
  if (ringPath === undefined) {
    log.info('Payloads are not encrypted', { why: 'NIGHTLATCH_PAYLOAD_KEYS is not set' });
    return {};
  }
  const ring = ringFile(ringPath, (why) => {
    log.error('The key ring before stays in use', { why });
  });
  log.info('Payloads are encrypted', { why: `under key ${ring.current().keys[0].id}` });
  const onSealed = (workflowId: string, why: string): void => {
    log.warn('A payload cannot be read', { workflowId, why });
  };
  return {
    client: { payloadCodecs: [payloadCodec({ ring, namespace })] },
    tasks: {
      payloadCodecs: [payloadCodec({ ring, namespace, onSealed })],
      failureConverterPath: failureConverterPath(),
    },
  };
}

/** The SDK loads it by its path: from the sources in a checkout, else from what the build made of them. */
function failureConverterPath(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`../codec/failure-converter.${extension}`, import.meta.url));
}
