import type { DataConverter } from '@temporalio/common';

import { payloadCodec } from './payload-codec.ts';
import { ringFile } from './ring-file.ts';

/**
 * The converter of a client of that namespace, by the path of a key ring file; undefined without one:
 * payloads are in clear then.
 *
 * @throws KeyRingError
 */
export function clientConverter(
  ringPath: string | undefined,
  namespace: string,
): DataConverter | undefined {
  if (ringPath === undefined) return undefined;
  return { payloadCodecs: [payloadCodec({ ring: ringFile(ringPath), namespace })] };
}
