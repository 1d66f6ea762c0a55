import { createHmac } from 'node:crypto';

/**
 * Makes the digest by which a stay sees that a PIN has changed without ever seeing the PIN. The same
 * code has the same digest in the whole stay, also on another credential, and another one in another
 * stay. Its key is derived from the Seam key, which is in no history; its first part names the key, so
 * that digests of a rotated key are not compared.
 */
export function pinTagger(apiKey: string): (reservationId: string, code: string) => string {
  // Digests by credential were made under another label: they are not compared with these.
  const key = createHmac('sha256', apiKey).update('nightlatch pin tag by stay').digest();
  const name = createHmac('sha256', key).update('name').digest('hex').slice(0, 8);
  return (reservationId, code) => {
    const digest = createHmac('sha256', key).update(`${reservationId}\n${code}`).digest('hex');
    return `${name}:${digest.slice(0, 12)}`;
  };
}
