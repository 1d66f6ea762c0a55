import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Temporal's own converter, but that the message and the stack of a failure become a payload, which the
 * codec encrypts like any other. Its type stays in clear.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
