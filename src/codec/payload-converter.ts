import { defaultPayloadConverter, type PayloadConverter } from '@temporalio/common';

/** What nobody can read becomes: no schema of the contract takes a field of this name. */
export const UNREADABLE = Object.freeze({ unreadablePayload: true });

/**
 * Temporal's own converter, but that it never throws at a payload that it cannot read: it answers
 * {@link UNREADABLE}. Whatever bundles the workflows bundles it with them.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value, context, hint) => defaultPayloadConverter.toPayload(value, context, hint),
  fromPayload<T>(...args: Parameters<typeof defaultPayloadConverter.fromPayload<T>>): T {
    try {
      return defaultPayloadConverter.fromPayload(...args);
    } catch {
      // The SDK decodes outside of any handler: an error here would fail the workflow task for ever,
      // and the stay would hear nothing more and shut no door.
      return UNREADABLE as T;
    }
  },
};
