import { z } from 'zod';

const accessGroup = z.object({
  acs_access_group_id: z.string(),
  name: z.string(),
  acs_entrance_ids: z.array(z.string()),
});

const accessSystem = z.object({
  acs_system_id: z.string(),
  name: z.string(),
  external_type: z.string(),
  is_credential_manager: z.boolean(),
  acs_entrance_ids: z.array(z.string()),
  access_groups: z.array(accessGroup),
});

const readyLine = z.object({
  url: z.string(),
  workspaces: z.tuple([z.object({ api_key: z.string(), systems: z.array(accessSystem) })]),
});

/** An access system of the sandbox, in Seam's words. */
export type SandboxSystem = z.output<typeof accessSystem>;

/** A running sandbox: where it is, a key of it, and the access systems behind that key. */
export interface SandboxSite {
  readonly url: string;
  readonly apiKey: string;
  readonly systems: readonly SandboxSystem[];
}

/** Reads the line that `sandbox --json` prints when it is ready. */
export function readSandboxSite(line: string): SandboxSite {
  const { url, workspaces } = readyLine.parse(JSON.parse(line));
  const [{ api_key: apiKey, systems }] = workspaces;
  return { url, apiKey, systems };
}
