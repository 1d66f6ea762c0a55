import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const repository = new URL('../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

const versions = z.record(z.string(), z.string());
const own = z
  .object({
    scripts: versions,
    dependencies: versions,
    devDependencies: versions,
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(JSON.parse(read('package.json')));
const { packages } = z
  .object({
    lockfileVersion: z.literal(3),
    packages: z.record(
      z.string(),
      z.object({
        version: z.string(),
        name: z.string().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        link: z.boolean().optional(),
        dev: z.boolean().optional(),
        hasInstallScript: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(read('package-lock.json')));

/** Every package that is installed, without the project itself. */
const installed = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, entry]) => ({
    ...entry,
    name: entry.name ?? path.split('node_modules/').at(-1) ?? '',
  }));

describe('what is installed', () => {
  it('is what the lockfile says, to the byte, and of the registry alone', () => {
    expect(installed.length).toBeGreaterThan(100);
    for (const { name, integrity, resolved, link } of installed) {
      expect(integrity, name).toMatch(/^sha512-/);
      // Without a place of its own a package is the registry's, under its name.
      expect([resolved, link], name).toEqual([undefined, undefined]);
    }
  });

  it('is named by exact versions', () => {
    const named = { ...own.dependencies, ...own.devDependencies };
    for (const [name, version] of Object.entries(named))
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('runs no script but that of the Node which the project runs on, and names all that would', () => {
    const asking = installed.filter(({ hasInstallScript }) => hasInstallScript === true);
    const names = new Set(asking.map(({ name }) => name));
    expect(names).toEqual(new Set(Object.keys(own.allowScripts)));
    const allowed = Object.entries(own.allowScripts).filter(([, isAllowed]) => isAllowed);
    expect(allowed.map(([name]) => name)).toEqual(['node']);
    expect(read('.npmrc').split('\n')).toContain('strict-allow-scripts=true');
    // Of what ships none does: the image and the packed package need no script.
    expect(asking.filter(({ name }) => name === 'node').every(({ dev }) => dev)).toBe(true);
    const installs = [...read('Dockerfile').matchAll(/npm (?:ci|install)\b[^&\n]*/g)].map(
      ([line]) => line,
    );
    expect(installs).toHaveLength(2);
    for (const line of installs) expect(line).toContain('npm ci');
    for (const line of installs) expect(line).toContain('--ignore-scripts');
  });
});

describe('the bill of materials', () => {
  it('is made of the lockfile alone: every package with its hash, and marked if it does not ship', () => {
    const [npm = '', ...args] = own.scripts['sbom']?.split(' ') ?? [];
    // Told to omit what does not ship, npm leaves out too what ships and is needed by both.
    expect([npm, ...args]).toEqual([
      'npm',
      'sbom',
      '--sbom-format=cyclonedx',
      '--sbom-type=application',
      '--package-lock-only',
    ]);
    const text = execFileSync(npm, args, { cwd: repository, encoding: 'utf8' });
    const { components } = billSchema.parse(JSON.parse(text));
    const listed = new Map(components.map((one) => [`${one.name}@${one.version}`, one]));
    for (const { name, version, dev = false } of installed) {
      const one = listed.get(`${name}@${version}`);
      expect(one, name).toBeDefined();
      const isMarked = one?.properties.some((property) => property.name === DEVELOPMENT);
      expect(isMarked, name).toBe(dev);
    }
  });
});

const DEVELOPMENT = 'cdx:npm:package:development';
const billSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      purl: z.string().startsWith('pkg:npm/'),
      hashes: z.array(z.object({ alg: z.literal('SHA-512'), content: z.string() })).min(1),
      properties: z.array(z.object({ name: z.string() })),
    }),
  ),
});
