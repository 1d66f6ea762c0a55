import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { download } from '../../../src/cli/services/temporal-download.ts';
import {
  findTemporal,
  TemporalUnavailable,
} from '../../../src/cli/services/temporal-executable.ts';
import { processesWith } from '../../support/processes.ts';

const WORKING = '#!/bin/sh\necho "temporal version 1.2.3"\n';

let machine: string;

/** A machine with a home and a folder of programs, both empty, and without a network. */
beforeEach(() => {
  machine = mkdtempSync(join(tmpdir(), 'nightlatch-machine-'));
  mkdirSync(join(machine, 'bin'));
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  rmSync(machine, { recursive: true });
});

function place(path: string, text: string): string {
  const file = join(machine, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text, { mode: 0o755 });
  return file;
}

function context(progress: string[] = []) {
  return {
    environment: { PATH: join(machine, 'bin'), HOME: machine },
    onProgress: (sentence: string) => void progress.push(sentence),
  };
}

const cache = () => join(machine, '.cache/nightlatch');

describe('Temporal is found', () => {
  it('on the path', async () => {
    const onPath = place('bin/temporal', WORKING);

    expect(await findTemporal(context())).toBe(onPath);
  });

  it("in Go's folder of programs, which is often not on the path", async () => {
    const built = place('go/bin/temporal', WORKING);

    expect(await findTemporal(context())).toBe(built);
  });

  it('in the cache, when the one on the path does not run', async () => {
    place('bin/temporal', '#!/bin/sh\nexit 1\n');
    const cached = place('.cache/nightlatch/cli-1.5.1/temporal', WORKING);

    expect(await findTemporal(context())).toBe(cached);
  });
});

describe('Temporal is fetched', () => {
  it('from where the SDK downloads it, into the cache', async () => {
    place('archive/temporal', WORKING);
    const archive = execFileSync('tar', ['-czf', '-', '-C', join(machine, 'archive'), 'temporal']);
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      asked.push(url);
      return url.endsWith('/archive.tar.gz')
        ? new Response(archive)
        : Response.json({
            archiveUrl: 'https://archives.example/archive.tar.gz',
            fileToExtract: 'temporal',
          });
    });

    const withTar = { ...context().environment, PATH: process.env['PATH'] };
    const program = await download('cli', { ...context(), environment: withTar });

    expect(readFileSync(program, 'utf8')).toBe(WORKING);
    expect(new URL(asked[0] ?? '').searchParams.get('sdk-name')).toBe('sdk-typescript');
    expect(await findTemporal(context())).toBe(program);
  });

  it('not from an address without TLS', async () => {
    vi.stubGlobal('fetch', async () =>
      Response.json({ archiveUrl: 'http://archives.example/a.tar.gz', fileToExtract: 'temporal' }),
    );

    await expect(download('cli', context())).rejects.toThrow(
      'temporal.download answered with no archive to fetch',
    );
  });

  it('by building it with Go, which is told while it takes its time', async () => {
    const source = place('source/temporal', WORKING);
    place('bin/go', `#!/bin/sh\n/bin/cp ${source} "$GOBIN/temporal"\n`);
    const progress: string[] = [];

    const program = await findTemporal(context(progress));

    expect(program.startsWith(cache())).toBe(true);
    expect(progress).toContainEqual(expect.stringMatching(/^Building Temporal with Go/));
    rmSync(join(machine, 'bin/go'));
    expect(await findTemporal(context())).toBe(program);
  });
});

describe('when two look for Temporal at once', () => {
  it('both may build it, and one of the results is kept', async () => {
    const source = place('source/temporal', WORKING);
    place('bin/go', `#!/bin/sh\n/bin/cp ${source} "$GOBIN/temporal"\n`);

    const [one, other] = await Promise.all([findTemporal(context()), findTemporal(context())]);

    expect(one).toBe(other);
    expect(readdirSync(cache())).toEqual(['cli-1.5.1']);
  });
});

describe('when nothing works', () => {
  it('each thing that was tried is named, with the reason and what to do', async () => {
    place('bin/go', '#!/bin/sh\necho "go: no such module" >&2; exit 1\n');

    const failure: unknown = await findTemporal(context()).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(TemporalUnavailable);
    const { message, next } = failure as TemporalUnavailable;
    expect(message.split('\n')).toEqual([
      'There is no Temporal server to start. Tried:',
      '  - `temporal` on the path: not there',
      `  - our cache: nothing in ${cache()}`,
      "  - the SDK's download: temporal.download cannot be reached (getaddrinfo ENOTFOUND)",
      '  - `go install github.com/temporalio/cli/cmd/temporal@v1.5.1`: go failed with exit code 1:',
      '    go: no such module',
    ]);
    expect(next).toMatch(/Install the Temporal CLI .* or set TEMPORAL_ADDRESS/);
  });

  it('a cancelled build leaves neither a process nor half a program', async () => {
    place('bin/go', `#!/bin/sh\necho half > "$GOBIN/temporal"\n/bin/sleep 60 & wait\n`);
    const cancel = new AbortController();
    const reason = new Error('cancelled');
    const failure = findTemporal({ ...context(), signal: cancel.signal }).catch((error) => error);
    await expect.poll(() => processesWith(`${machine}/bin/go`)).toHaveLength(1);

    cancel.abort(reason);

    expect(await failure).toBe(reason);
    expect(processesWith(`${machine}/bin/go`)).toEqual([]);
    expect(readdirSync(cache())).toEqual([]);
  });
});
