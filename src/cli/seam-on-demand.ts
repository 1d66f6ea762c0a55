import type { SeamReader } from '../client/stay-client.ts';
import type { SeamConfig } from '../config.ts';
import type { Seam } from '../seam/port.ts';

/**
 * Seam for a program that may never need it: its client is loaded by the first question. Who asks at the same
 * moment shares it.
 */
export function seamOnDemand(config: SeamConfig): SeamReader {
  let loaded: Promise<Seam> | undefined;
  const load = (): Promise<Seam> =>
    (loaded ??= import('../seam/seam-http.ts').then(({ connectSeam }) => connectSeam(config)));
  return {
    getCredential: async (...asked) => (await load()).getCredential(...asked),
    findUsers: async (...asked) => (await load()).findUsers(...asked),
    findCredentials: async (...asked) => (await load()).findCredentials(...asked),
    getIdentity: async (...asked) => (await load()).getIdentity(...asked),
    getSystem: async (...asked) => (await load()).getSystem(...asked),
    entrancesOf: async (...asked) => (await load()).entrancesOf(...asked),
  };
}
