/** What a payload becomes that nobody can read: no schema of the contract takes a field of this name. */
export const UNREADABLE = Object.freeze({ unreadablePayload: true });

/**
 * What an encrypted payload becomes that no key here opens: known by identity. Another worker, or this
 * one with its key, may read it, so whoever meets it must not act as if it said nothing.
 */
export const SEALED = Object.freeze({ sealedPayload: true });

/** The encoding of an encrypted payload, as Temporal's own samples and its UI name it. */
export const ENCRYPTED = 'binary/encrypted';
