import { homedir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

import type { Environment } from '../../config.ts';

/** The folders that a shell would look for a program in. */
export function searchPath(environment: Environment): readonly string[] {
  return (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
}

/** Where `go install` puts programs, which is often on nobody's path. */
export function goBinFolder(environment: Environment): string {
  const { GOBIN, GOPATH } = environment;
  if (GOBIN) return GOBIN;
  const workspace = GOPATH?.split(delimiter)[0];
  return join(workspace || join(homeFolder(environment), 'go'), 'bin');
}

/** Our folder for programs that are fetched or built once for each user. */
export function cacheFolder(environment: Environment): string {
  const base = environment['XDG_CACHE_HOME'];
  // The XDG specification has relative paths ignored.
  const usable = base && isAbsolute(base) ? base : join(homeFolder(environment), '.cache');
  return join(usable, 'nightlatch');
}

function homeFolder(environment: Environment): string {
  return environment['HOME'] || homedir();
}
