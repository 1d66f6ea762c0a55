import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

import { describe, expect, it } from 'vitest';

import {
  expectSupportedPlatform,
  type PlatformFacts,
  UnsupportedPlatform,
} from '../../src/worker/platform.ts';

/** The folders of Temporal's native core, one for each system that it is built for. */
const releases = new URL(
  'releases/',
  `file://${createRequire(import.meta.url).resolve('@temporalio/core-bridge/package.json')}`,
);
const SYSTEMS = { linux: 'unknown-linux-gnu', darwin: 'apple-darwin', win32: 'pc-windows-msvc' };
const PROCESSORS = { x64: 'x86_64', arm64: 'aarch64', ia32: 'i686', arm: 'armv7' };

function complaintOf(facts: PlatformFacts): string | undefined {
  try {
    expectSupportedPlatform(facts);
    return undefined;
  } catch (error) {
    if (!(error instanceof UnsupportedPlatform)) throw error;
    return `${error.message}. ${error.next}`;
  }
}

describe('a worker', () => {
  it('starts here', () => {
    expect(() => expectSupportedPlatform()).not.toThrow();
  });

  it('starts wherever there is a build of Temporal’s native core, and nowhere else', () => {
    const systems = Object.entries(SYSTEMS).flatMap(([platform, system]) =>
      Object.entries(PROCESSORS).map(([arch, processor]) => ({
        facts: { platform, arch, glibc: platform === 'linux' ? '2.36' : undefined },
        isBuilt: existsSync(new URL(`${processor}-${system}/index.node`, releases)),
      })),
    );
    const surprises = systems.filter(
      ({ facts, isBuilt }) => (complaintOf(facts) === undefined) !== isBuilt,
    );
    expect(surprises).toEqual([]);
    expect(systems.filter(({ isBuilt }) => isBuilt)).toHaveLength(5);
  });

  it('says in one sentence that Alpine is no place for it, and which system is', () => {
    expect(complaintOf({ platform: 'linux', arch: 'x64', glibc: undefined })).toBe(
      "Temporal's native core is not built for Linux without glibc, such as Alpine with its musl. " +
        'Use Linux with glibc, such as Debian or Ubuntu, or macOS, on x64 or arm64, or Windows on x64.',
    );
  });

  it('says so of a system that nobody builds for', () => {
    expect(complaintOf({ platform: 'freebsd', arch: 'x64', glibc: undefined })).toContain(
      'not built for freebsd on x64',
    );
  });
});
