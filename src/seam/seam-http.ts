import { accessGroups } from './access-groups.ts';
import { accessSystems } from './access-systems.ts';
import { accessUsers } from './access-users.ts';
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts';
import { credentials } from './credentials.ts';
import { enrollments } from './enrollments.ts';
import type { Seam } from './port.ts';
import { userIdentities } from './user-identities.ts';
import { type SeamWebhooks, seamWebhooks } from './webhooks.ts';
import { isSeamApiKey, isSeamEndpoint } from './where.ts';

/** How to reach Seam. */
export interface SeamOptions {
  readonly apiKey: string;
  /** Where Seam is, if it is not the real one: an http or https URL. */
  readonly endpoint?: string;
  /** Epoch milliseconds, for deadlines. */
  readonly clock?: () => number;
  /** Milliseconds that one request may take at most; 10 s unless said. */
  readonly requestTimeoutMs?: number;
  /** Another way to Seam than HTTP. */
  readonly clientFor?: ConnectionOptions['clientFor'];
  /** Called once for each request, in the context of whoever asked. Must not throw. */
  readonly onAnswer?: ConnectionOptions['onAnswer'];
}

/**
 * Seam over HTTP by its own client. Sends nothing yet. Throws a `TypeError` if the API key or the
 * endpoint cannot be one, without repeating either.
 */
export function connectSeam(options: SeamOptions): Seam {
  const connection = connectionOf(options);
  return {
    ...accessSystems(connection),
    ...accessGroups(connection),
    ...accessUsers(connection),
    ...credentials(connection),
    ...userIdentities(connection),
    ...enrollments(connection),
  };
}

/** The webhooks of a workspace, in the same way; no stay needs them. */
export function connectSeamWebhooks(options: SeamOptions): SeamWebhooks {
  return seamWebhooks(connectionOf(options));
}

function connectionOf(options: SeamOptions): Connection {
  const { apiKey, endpoint = realSeam, clock = Date.now, requestTimeoutMs = 10_000 } = options;
  const { clientFor, onAnswer } = options;
  if (!isSeamApiKey(apiKey)) {
    throw new TypeError('This is not a Seam API key: one starts with "seam_" and has no spaces.');
  }
  if (!isSeamEndpoint(endpoint)) {
    throw new TypeError(
      'This is not a Seam endpoint: it must be an http or https URL without a user name and a query, such as "https://connect.getseam.com".',
    );
  }
  return openConnection({
    ...{ apiKey, endpoint, clock, requestTimeoutMs },
    ...{ clientFor, onAnswer },
  });
}

const realSeam = 'https://connect.getseam.com';
