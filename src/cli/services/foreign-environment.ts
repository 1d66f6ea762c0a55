import type { Environment } from '../../config.ts';

const OURS = /^(?:TEMPORAL|SEAM|NIGHTLATCH)_(?!CI_RUN$)/;

/**
 * What a program that needs none of our settings is given of an environment: neither the key of Seam nor the names
 * of our files. Temporal's server would even read `TEMPORAL_*`, where it means the client's settings.
 */
export function foreignEnvironment(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !OURS.test(name)));
}
