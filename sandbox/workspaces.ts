import { buildSite } from './build-site.ts';
import { Refusal } from './refusal.ts';
import { emptyWorkspace, settle, type Workspace } from './workspace.ts';

/** The workspaces of a sandbox, by their API keys. */
export interface Workspaces {
  /** That of a key, made at first use, with everything done that is due by now. */
  of(apiKey: string): Workspace;
  /** Another one takes its place, empty. */
  renew(workspace: Workspace): void;
  /** It has that key from now on; throws a Refusal if the key is, or was, one already. */
  rotate(workspace: Workspace, apiKey: string): void;
  /** Whether a key was rotated: nobody is let in by it any more. */
  isRotated(apiKey: string): boolean;
}

/** Keeps the workspaces of a sandbox; `now` is in milliseconds since the epoch, and the seed decides every id in them. */
export function keepWorkspaces(now: () => number, seed: string): Workspaces {
  const workspaces = new Map<string, Workspace>();
  const generations = new Map<string, number>();
  const rotated = new Set<string>();

  const make = (apiKey: string): Workspace => {
    const generation = (generations.get(apiKey) ?? 0) + 1;
    generations.set(apiKey, generation);
    const workspace = emptyWorkspace(apiKey, `${seed} ${apiKey} ${generation}`, now());
    buildSite(workspace);
    workspaces.set(apiKey, workspace);
    return workspace;
  };

  return {
    of(apiKey) {
      const workspace = workspaces.get(apiKey) ?? make(apiKey);
      settle(workspace, now());
      return workspace;
    },
    renew: ({ apiKey }) => void make(apiKey),
    rotate(workspace, apiKey) {
      if (workspaces.has(apiKey) || rotated.has(apiKey))
        throw new Refusal(400, 'invalid_input', 'This API key is, or was, one already');
      workspaces.delete(workspace.apiKey);
      rotated.add(workspace.apiKey);
      workspace.apiKey = apiKey;
      workspaces.set(apiKey, workspace);
    },
    isRotated: (apiKey) => rotated.has(apiKey),
  };
}
