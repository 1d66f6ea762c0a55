import { createHmac } from 'node:crypto';

/**
 * Makes the digest by which a stay sees that a PIN has changed without ever seeing the PIN. Its key
 * is derived from the Seam key, which is in no history; its first part names the key, so that
 * digests of a rotated key are not compared.
 */
export function pinTagger(apiKey: string): (credentialId: string, code: string) => string {
  const key = createHmac('sha256', apiKey).update('nightlatch pin tag').digest();
  const name = createHmac('sha256', key).update('name').digest('hex').slice(0, 8);
  return (credentialId, code) => {
    const digest = createHmac('sha256', key).update(`${credentialId}\n${code}`).digest('hex');
    return `${name}:${digest.slice(0, 12)}`;
  };
}
