import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

import { ENCRYPTED, SEALED, UNREADABLE } from '../contract/unreadable.ts';

/**
 * Temporal's own converter, but that it never throws at a message that it cannot read: it answers
 * {@link UNREADABLE}, or {@link SEALED} for one that is still encrypted. Whatever bundles the workflows
 * bundles it with them.
 *
 * @throws Error at a step's result that is still encrypted: the workflow task fails until its key is there
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, context, hint) => defaultPayloadConverter.toPayload(value, context, hint),
  fromPayload<T>(...args: Parameters<typeof defaultPayloadConverter.fromPayload<T>>): T {
    const [payload, context] = args;
    if (isEncrypted(payload)) {
      if (context?.type === 'activity') throw new Error('A step’s result is encrypted');
      return SEALED as T;
    }
    try {
      return defaultPayloadConverter.fromPayload(...args);
    } catch {
      // The SDK decodes outside of any handler: an error here would fail the workflow task for ever,
      // and the stay would hear nothing more and shut no door.
      return UNREADABLE as T;
    }
  },
};

function isEncrypted({ metadata }: Payload): boolean {
  const encoding = metadata?.['encoding'];
  // Whoever sent it may have written a megabyte there: more than a call takes arguments.
  if (encoding?.length !== ENCRYPTED.length) return false;
  return String.fromCodePoint(...encoding) === ENCRYPTED;
}
