import { Webhook } from 'standardwebhooks';

/** What is sent, and under which id: the same for every attempt. */
export interface Message {
  readonly id: string;
  readonly body: string;
}

/**
 * The headers by which a receiver knows who has sent a message, and when: those of Standard Webhooks, with a
 * signature for each secret. `now` is of this attempt, in epoch milliseconds: receivers refuse old ones.
 */
export function signedHeaders({ id, body }: Message, secrets: readonly string[], now: number) {
  const at = new Date(now);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
