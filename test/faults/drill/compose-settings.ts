import { readFile } from 'node:fs/promises';

import { parse } from 'yaml';
import { z } from 'zod';

import type { Environment } from '../../../src/config.ts';
import { pathOf } from '../../docs/page.ts';

const services = z.object({
  services: z.record(
    z.string(),
    z.object({ environment: z.record(z.string(), z.string()).default({}) }),
  ),
});

/**
 * The environment that docker-compose.yml gives to a service.
 *
 * @throws Error if it asks for a setting that is not among these, as Compose would
 */
export async function composeSettings(
  service: string,
  settings: Environment,
): Promise<Environment> {
  const document: unknown = parse(await readFile(pathOf('docker-compose.yml'), 'utf8'), {
    merge: true,
  });
  const told = Object.entries(services.parse(document).services[service]?.environment ?? {});
  return Object.fromEntries(told.map(([name, value]) => [name, filledIn(value, settings)]));
}

function filledIn(value: string, settings: Environment): string {
  return value.replaceAll(
    /\$\{(\w+)(?::(?:-([^}]*)|\?[^}]*))?\}/g,
    (_, name: string, otherwise: string | undefined) => {
      const set = settings[name] ?? otherwise;
      if (set === undefined) throw new Error(`docker-compose.yml asks for ${name}`);
      return set;
    },
  );
}
