import { z } from 'zod';

import { isSeamError } from '../../../src/seam/errors.ts';
import type { Seam } from '../../../src/seam/port.ts';
import { inTime } from '../stories/story.ts';

/** Why nothing can be told there, and what to do. The message names no key and no id. */
export class CannotTell extends Error {
  override readonly name = 'CannotTell';
}

/** An access system that stories can be told at. */
export interface Site {
  readonly systemId: string;
  /** The first of its access groups; absent if it has none. */
  readonly groupId?: string;
}

const workspace = z.object({ workspace: z.object({ is_sandbox: z.boolean() }) });

const RUN_AGAIN = 'docs/seam-second-opinion.md says how such a workspace is made.';

/** Throws {@link CannotTell} unless the key opens a workspace of which Seam says that no door in it is real. */
export async function refuseRealDoors(url: string, apiKey: string): Promise<void> {
  let response: Response;
  try {
    const headers = { authorization: `Bearer ${apiKey}` };
    response = await fetch(`${url}/workspaces/get`, { method: 'POST', headers });
  } catch {
    throw new CannotTell(
      'Seam could not be reached, so nothing was made. Is this machine online, and SEAM_ENDPOINT, if set, right?',
    );
  }
  if (response.status === 401 || response.status === 403) {
    throw new CannotTell(
      'Seam refused the key in SEAM_API_KEY, so nothing was made. Take one from the API keys of a sandbox workspace ' +
        'in Seam’s console.',
    );
  }
  const answer = workspace.safeParse(await response.json().catch(() => undefined));
  if (!answer.success) {
    throw new CannotTell(
      `Seam did not say whether the workspace is a sandbox one (status ${response.status}), so nothing was made. Try again later.`,
    );
  }
  if (!answer.data.workspace.is_sandbox) {
    throw new CannotTell(
      `The key in SEAM_API_KEY opens a workspace that is not a sandbox one: its doors may be real. Nothing was made. ${RUN_AGAIN}`,
    );
  }
}

/** The first access system of each `external_type`, but for credential managers. Throws {@link CannotTell} if there is none. */
export async function findSites(seam: Seam): Promise<ReadonlyMap<string, Site>> {
  const sites = new Map<string, Site>();
  try {
    for (const { id, externalType, isCredentialManager } of await seam.listSystems(inTime())) {
      if (externalType === undefined || isCredentialManager || sites.has(externalType)) continue;
      const [group] = await seam.listAccessGroups(id, inTime());
      sites.set(externalType, {
        systemId: id,
        ...(group === undefined ? {} : { groupId: group.id }),
      });
    }
  } catch (error) {
    if (!isSeamError(error)) throw error;
    throw new CannotTell(`${error.message}. Nothing was made. Try again later.`);
  }
  if (sites.size === 0) {
    throw new CannotTell(
      `The workspace has no access system, so there is nothing to tell stories about. ${RUN_AGAIN}`,
    );
  }
  return sites;
}
