import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly integrity?: string; readonly link?: true }>
  >;
}

async function read<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(join(root, file), 'utf8')) as T;
}

describe('the package', () => {
  // Failure rows: 76
  it('pins every dependency, and knows what each download must be', async () => {
    const { dependencies, devDependencies } = await read<Manifest>('package.json');
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    }
    const { packages } = await read<Lock>('package-lock.json');
    const unknown = Object.entries(packages).filter(
      ([path, entry]) => path !== '' && entry.link !== true && entry.integrity === undefined,
    );
    expect(unknown.map(([path]) => path)).toEqual([]);
  });

  it('lets no dependency run a script when it is installed, but for Node itself', async () => {
    const { allowScripts } = await read<Manifest>('package.json');
    const allowed = Object.entries(allowScripts).filter(([, isAllowed]) => isAllowed);
    expect(allowed).toEqual([['node', true]]);
  });
});

describe('the package of the client alone', () => {
  it('has the version of the whole, and leaves to npm what the whole has in the same version', async () => {
    const whole = await read<Manifest>('package.json');
    const client = await read<Manifest>('packages/client/package.json');
    expect(client.version).toBe(whole.version);
    expect(whole.dependencies).toMatchObject(client.dependencies);
  });
});

describe('the code', () => {
  // Failure rows: 60
  it('gives no stay a timeout, which would end it without its end', async () => {
    const files = globSync('{src,workflows,activities}/**/*.ts', { cwd: root });
    expect(files.length).toBeGreaterThan(100);
    const timed: string[] = [];
    for (const file of files) {
      const text = await readFile(join(root, file), 'utf8');
      if (/workflow(Execution|Run)Timeout/.test(text)) timed.push(file);
    }
    // A pass of the reconciler may be cut short: the next one begins anew.
    expect(timed.toSorted()).toEqual([
      'src/cli/commands/reconcile.ts',
      'src/cli/doctor/check-temporal.ts',
      'src/reconcile-schedule.ts',
    ]);
  });
});
