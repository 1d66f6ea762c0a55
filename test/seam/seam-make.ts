import type { Seam } from '../../src/seam/port.ts';

/** What of Seam a make of it serves. */
export type Part =
  | 'systems'
  | 'users'
  | 'suspension'
  | 'memberships'
  | 'access groups'
  | 'credentials'
  | 'identities'
  | 'enrollment';

/** A service that answers as Seam: the sandbox, Seam's own fake, or Seam. */
export interface SeamMake {
  readonly name: string;
  readonly serves: readonly Part[];
  start(): Promise<StartedSeam>;
}

/** Where stories are told: a workspace, with an access system and an access group in it. */
export interface Stage {
  readonly url: string;
  readonly apiKey: string;
  readonly seam: Seam;
  readonly systemId: string;
  readonly groupId: string;
  /** What every name, key and e-mail address that a story makes up begins with. */
  readonly mark: string;
}

/** A make that runs. */
export interface StartedSeam extends Stage {
  stop(): Promise<void>;
}

/** A place where two makes differ: a story of the conformance suite that one of them tells otherwise. */
export interface Difference {
  /** The make that tells it otherwise, and the story's title. */
  readonly make: string;
  readonly story: string;
  /** What it does instead, and who is right. */
  readonly instead: string;
  readonly right: string;
  /** Fails unless the make does so. */
  shows(made: Stage): Promise<void>;
}

/** Posts to a route past the port, for what the port does not need or does not show. */
export async function post(
  made: Pick<Stage, 'url' | 'apiKey'>,
  route: string,
  body: object = {},
): Promise<{ readonly status: number; readonly json: Readonly<Record<string, unknown>> }> {
  const response = await fetch(`${made.url}${route}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${made.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}
