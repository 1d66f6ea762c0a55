import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { sitePlan } from '../../sandbox/site-plan.ts';
import { SEAM_TASK_QUEUE } from '../../src/contract/names.ts';
import { findToken, tokensSchema } from '../../src/gateway/tokens.ts';

import { composeSchema } from './compose-schema.ts';

const repository = new URL('../../', import.meta.url).pathname;
const read = (path: string) => readFileSync(join(repository, path), 'utf8');

const text = read('docker-compose.yml');
const document: unknown = parse(text, { merge: true });
const sandboxSettings = parseEnv(read('deploy/sandbox.env'));

const { services } = composeSchema.parse(document);

/** The services in an order in which each starts after what it depends on; a circle has no end and is cut. */
function startOrder(): string[] {
  const order: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) throw new Error(`a circle: ${[...path, name].join(' → ')}`);
    if (order.includes(name)) return;
    for (const dependency of Object.keys(services[name]?.depends_on ?? {}))
      visit(dependency, [...path, name]);
    order.push(name);
  };
  for (const name of Object.keys(services)) visit(name, []);
  return order;
}

describe('docker-compose.yml', () => {
  it.each([
    ['a misspelled word', 'healthcheck:', 'healthchek:'],
    ['a word in the wrong place', 'required: false', 'internal: false'],
    ['a time without its unit', 'interval: 2s', 'interval: 2'],
  ])('would be refused with %s', (_what, right, wrong) => {
    expect(text).toContain(right);
    const changed: unknown = parse(text.replace(right, wrong), { merge: true });
    expect(composeSchema.safeParse(changed).success).toBe(false);
  });

  it('names every image by an exact version', () => {
    for (const { image } of Object.values(services))
      expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?[\w.-]*$/);
  });

  it('publishes ports on the loopback of the machine only, since nothing there has a login', () => {
    const ports = Object.values(services).flatMap((service) => service.ports);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('mounts files that exist', () => {
    const mounted = Object.values(services)
      .flatMap((service) => service.volumes)
      .map((volume) => (typeof volume === 'string' ? volume.split(':')[0] : volume.source))
      .filter((source) => source?.startsWith('./'));
    expect(mounted).not.toEqual([]);
    for (const source of mounted)
      expect(existsSync(join(repository, source ?? '')), source).toBe(true);
  });

  it('starts the worker last of all that it needs: database, schema, server, namespace, setup', () => {
    const chain = ['postgresql', 'schema', 'temporal', 'namespace', 'setup', 'worker'];
    expect(startOrder().filter((name) => chain.includes(name))).toEqual(chain);
  });

  it('waits for a service only until it is healthy or done, and knows every service it waits for', () => {
    for (const { depends_on: dependencies } of Object.values(services))
      for (const [name, { condition }] of Object.entries(dependencies)) {
        expect(Object.keys(services)).toContain(name);
        expect(condition).toMatch(/^service_(healthy|completed_successfully)$/);
      }
  });

  it('keeps the queue of Seam’s steps in one partition, so that it has one rate and one order', () => {
    const settings: unknown = parse(read('deploy/dynamic-config.yaml'));
    const value = 1;
    const constraints = { taskQueueName: SEAM_TASK_QUEUE };
    expect(settings).toMatchObject({
      'matching.numTaskqueueWritePartitions': [{ value, constraints }],
      'matching.numTaskqueueReadPartitions': [{ value, constraints }],
    });
  });

  it('has the gateway in a profile of its own, with the tokens that it wants beyond its loopback', () => {
    expect(services['gateway']?.profiles).toEqual(['gateway']);
    const { TOKENS_FILE = '' } = sandboxSettings;
    const { tokens } = tokensSchema.parse(JSON.parse(read(TOKENS_FILE)));
    expect(findToken(tokens, 'sandbox-token')?.scopes).toEqual(['desk']);
    expect(findToken(tokens, 'another')).toBeUndefined();
  });

  it('has what watches it in a profile of its own, with a token that the gateway of a try takes', () => {
    for (const name of ['prometheus', 'grafana'])
      expect(services[name]?.profiles).toEqual(['monitoring']);
    const { TOKENS_FILE = '', METRICS_TOKEN_FILE = '' } = sandboxSettings;
    const { tokens } = tokensSchema.parse(JSON.parse(read(TOKENS_FILE)));
    expect(findToken(tokens, read(METRICS_TOKEN_FILE).trim())).toBeDefined();
  });

  it('gives Prometheus the services by the names and ports that they have, and Grafana that Prometheus', () => {
    const asked = read('deploy/prometheus/prometheus.yml');
    expect(asked).toContain("targets: ['worker:9464']");
    expect(asked).toContain('names: [gateway], type: A, port: 8090');
    expect(services['worker']?.ports).toEqual(['127.0.0.1:9464:9464']);
    expect(services['gateway']?.ports).toEqual(['127.0.0.1:8090:8090']);
    const source = read('deploy/grafana/provisioning/datasources/prometheus.yml');
    expect(source).toContain('url: http://prometheus:9090');
    expect(services['prometheus']?.ports).toEqual(['127.0.0.1:9090:9090']);
  });

  it('works without the sandbox, which belongs to a profile of its own', () => {
    expect(services['sandbox']?.profiles).toEqual(['sandbox']);
    expect(services['worker']?.depends_on['sandbox']?.required).toBe(false);
  });

  it('hands every setting on to the worker, or to the gateway if it is the gateway’s own', () => {
    const settings = [...read('src/config.ts').matchAll(/env\['(\w+)'\]/g)].map(
      ([, name = '']) => name,
    );
    expect(settings).toContain('NIGHTLATCH_SEAM_RATE');
    const handed = Object.keys(services['worker']?.environment ?? {});
    const others = settings.filter((name) => !handed.includes(name));
    expect(others).toEqual([
      'NIGHTLATCH_TOKENS',
      'NIGHTLATCH_TLS_CERT_FILE',
      'NIGHTLATCH_TLS_KEY_FILE',
      'NIGHTLATCH_TRUSTED_PROXIES',
      'SEAM_WEBHOOK_SECRET_FILE',
      'SEAM_WEBHOOK_SECRET',
    ]);
    const toGateway = Object.keys(services['gateway']?.environment ?? {});
    for (const name of [...others, 'SEAM_API_KEY', 'SEAM_ENDPOINT', 'NIGHTLATCH_LOG_LEVEL'])
      expect(toGateway).toContain(name);
  });

  it('asks for nothing that the settings for a try do not give', () => {
    const demanded = [...text.matchAll(/\$\{(\w+)(:\?[^}]*)?\}/g)].map(([, name = '']) => name);
    expect(demanded).not.toEqual([]);
    for (const name of demanded) expect(sandboxSettings).toHaveProperty(name);
  });
});

describe('the settings for a try without a Seam account', () => {
  it('name listings whose access system and doors the sandbox has', () => {
    const { listings } = z
      .object({
        listings: z.array(
          z.object({ acsSystemId: z.string(), accessGroupIds: z.array(z.string()) }),
        ),
      })
      .parse(JSON.parse(read(sandboxSettings['LISTINGS_FILE'] ?? '')));
    for (const listing of listings) {
      const system = sitePlan.find(({ id }) => id === listing.acsSystemId);
      const groups = system?.groups.map(({ id }) => id);
      for (const group of listing.accessGroupIds) expect(groups).toContain(group);
    }
  });
});

describe('the image', () => {
  const dockerfile = read('Dockerfile');

  it('runs on the Node that the tests run on', () => {
    const { devDependencies } = z
      .object({ devDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    expect(dockerfile).toContain(`FROM node:${devDependencies['node']}-bookworm-slim`);
  });

  it('is given only files that exist and that the builder is sent', () => {
    const sent = new Set(
      read('.dockerignore')
        .split('\n')
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1)),
    );
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, sources]) =>
      (sources ?? '').split(' '),
    );
    expect(copied).not.toEqual([]);
    for (const source of copied) {
      expect(sent).toContain(source);
      expect(existsSync(join(repository, source)), source).toBe(true);
    }
  });

  it('carries the version of the package', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')));
    expect(services['worker']?.image).toBe(`nightlatch:${version}`);
  });

  it('does not run as root, and gives its user nothing to change but the folder of the keys', () => {
    const [, runtime = ''] = dockerfile.split(/^FROM base AS runtime$/m);
    const [before = '', after = ''] = runtime.split(/^USER node$/m);
    expect(before).toMatch(/^COPY /m);
    expect(dockerfile.match(/^USER /gm)).toHaveLength(1);
    expect(dockerfile).not.toMatch(/--chown|--chmod|^ADD /m);
    expect(before.match(/^RUN .*$/gm)).toEqual(['RUN mkdir /keys && chown node:node /keys']);
    expect(after).not.toMatch(/^(?:COPY|RUN) /m);
    // Without a shell, which would stand between it and SIGTERM, and read its arguments as words of its own.
    expect(after).toMatch(/^ENTRYPOINT \["node", /m);
  });

  it('has no secret in it: what it is told comes when it runs', () => {
    expect(dockerfile).not.toMatch(/^(?:ARG|ENV) .*(?:KEY|TOKEN|SECRET|PASSWORD)/im);
    expect([...dockerfile.matchAll(/^ENV (\w+)/gm)].map(([, name]) => name)).toEqual(['NODE_ENV']);
    expect(read('.dockerignore').split('\n')).toContain('*');
  });

  it('runs on a read-only file system, without any right of root’s, wherever the compose file starts it', () => {
    const ours = Object.entries(services).filter(([, { image }]) =>
      image.startsWith('nightlatch:'),
    );
    expect(ours.map(([name]) => name)).toEqual(['keys', 'setup', 'worker', 'gateway', 'sandbox']);
    for (const [name, service] of ours) {
      expect(service.read_only, name).toBe(true);
      expect(service.tmpfs, name).toEqual(['/tmp']);
      expect(service.cap_drop, name).toEqual(['ALL']);
      expect(service.security_opt, name).toEqual(['no-new-privileges:true']);
      // Only the job that makes the ring writes where the ring is.
      const keys = service.volumes.filter(
        (volume) => typeof volume === 'string' && volume.startsWith('payload-keys:'),
      );
      const expected =
        name === 'sandbox'
          ? []
          : [name === 'keys' ? 'payload-keys:/keys' : 'payload-keys:/keys:ro'];
      expect(keys, name).toEqual(expected);
    }
  });
});
