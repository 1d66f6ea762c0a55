import { readFile, writeFile } from 'node:fs/promises';

import type { SeamWebhooks, Webhook } from '../seam/webhooks.ts';

import { UsageError } from './usage-error.ts';

/** A webhook that leads to us, and what had to be done for it. */
export interface Registered {
  readonly webhook: Webhook;
  readonly was: 'made' | 'changed' | 'there';
}

const ANSWERED_WITHIN_MS = 30_000;
const ROUTE = '/webhooks/seam';

/**
 * Reads the address that Seam is to send events to.
 *
 * @throws UsageError if it is no web address, carries a password, or leads to another route than the gateway's
 */
export function webhookAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOurs =
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    [url.username, url.password, url.search, url.hash].every((part) => part === '') &&
    url.pathname.endsWith(ROUTE);
  if (isOurs) return url.href;
  throw new UsageError(
    `--seam-webhook must be the address at which Seam reaches the gateway, with its route ${ROUTE}.`,
    `For example --seam-webhook https://your-address${ROUTE}.`,
  );
}

/**
 * Has Seam send these types of events to an address: makes the webhook where there is none, and changes its types
 * where they are others. Repeated, it changes nothing; of several with this address it takes the first.
 *
 * @throws SeamError
 */
export async function registerSeamWebhook(
  seam: SeamWebhooks,
  url: string,
  eventTypes: readonly string[],
): Promise<Registered> {
  const call = { deadline: Date.now() + ANSWERED_WITHIN_MS };
  const found = (await seam.list(call)).find((webhook) => webhook.url === url);
  if (found === undefined)
    return { webhook: await seam.create(url, eventTypes, call), was: 'made' };
  if (isSame(found.eventTypes, eventTypes)) return { webhook: found, was: 'there' };
  await seam.update(found.id, eventTypes, call);
  return { webhook: found, was: 'changed' };
}

function isSame(these: readonly string[], those: readonly string[]): boolean {
  return these.length === those.length && new Set([...these, ...those]).size === these.length;
}

/**
 * Puts a secret into a file that its owner alone may read; one that has it already stays as it is.
 *
 * @throws UsageError if the file holds something else, or cannot be written
 */
export async function keepSecret(path: string, secret: string): Promise<void> {
  const before = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (before === secret) return;
  if (before !== '') {
    throw new UsageError(
      'The file that SEAM_WEBHOOK_SECRET_FILE names holds another secret than the webhook at Seam has.',
      'If it is the secret of a webhook that is gone, remove the file and run this again.',
    );
  }
  try {
    await writeFile(path, `${secret}\n`, { mode: 0o600 });
  } catch {
    throw new UsageError(
      'The file that SEAM_WEBHOOK_SECRET_FILE names cannot be written.',
      'Make its folder, or name another file, and run this again.',
    );
  }
}
