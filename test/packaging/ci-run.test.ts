import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = new URL('../../', import.meta.url).pathname;
let checkout: string;

/** What a stand-in for npm does in each step of the run; a step without a line succeeds silently. */
interface Steps {
  readonly install?: string;
  readonly temporalServer?: string;
  readonly tests?: string;
  readonly longTests?: string;
  readonly check?: string;
  readonly demo?: string;
}

const report = (counts: {
  passed: number;
  failed?: number;
  pending?: number;
  brokenFiles?: number;
  failedTests?: readonly string[];
}) =>
  JSON.stringify({
    success: (counts.failed ?? 0) + (counts.brokenFiles ?? 0) === 0,
    numPassedTests: counts.passed,
    numFailedTests: counts.failed ?? 0,
    numPendingTests: counts.pending ?? 0,
    numTodoTests: 0,
    testResults: [
      ...Array.from({ length: counts.brokenFiles ?? 0 }, () => ({
        name: join(checkout, 'test/broken.test.ts'),
        status: 'failed',
        message: 'No such module',
        assertionResults: [],
      })),
      ...(counts.failedTests ?? []).map((fullName) => ({
        name: join(checkout, 'test/doors.test.ts'),
        status: 'failed',
        assertionResults: [{ status: 'failed', fullName, failureMessages: ['It is open\n  at'] }],
      })),
    ],
  });

const reports = (json: string, name = 'tests') =>
  `mkdir -p .cache; echo '${json}' > .cache/ci-${name}.json`;
const longReports = (json: string) => reports(json, 'long-tests');

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

/** Runs `.ci/run` with the stand-in on the path; the answer is its exit code and its output by line. */
async function ciRun(steps: Steps) {
  const npm = join(checkout, 'bin', 'npm');
  await writeFile(
    npm,
    `#!/usr/bin/env bash
case "$*" in
  ci) ${steps.install ?? ':'} ;;
  'run temporal-server') ${steps.temporalServer ?? ':'} ;;
  'run test '*) ${steps.tests ?? reports(report({ passed: 3 }))} ;;
  'run test:long '*) ${steps.longTests ?? longReports(report({ passed: 2 }))} ;;
  'run check') ${steps.check ?? ':'} ;;
  'run demo') ${steps.demo ?? ':'} ;;
  *) exit 64 ;;
esac
`,
  );
  await chmod(npm, 0o755);
  const run = spawn(join(checkout, '.ci', 'run'), {
    env: { ...process.env, PATH: [join(checkout, 'bin'), process.env['PATH']].join(delimiter) },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 60_000,
  });
  const [output, [code]] = await Promise.all([text(run.stdout), once(run, 'exit')]);
  return { code: Number(code), lines: output.trimEnd().split('\n') };
}

/** The command line of a process; empty once it has ended, also if nobody has collected it yet. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

beforeEach(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'nightlatch-ci-'));
  await mkdir(join(checkout, 'bin'));
  await cp(join(repository, '.ci'), join(checkout, '.ci'), { recursive: true });
  await cp(join(repository, 'scripts'), join(checkout, 'scripts'), { recursive: true });
  await cp(join(repository, 'package.json'), join(checkout, 'package.json'));
  await symlink(join(repository, 'node_modules'), join(checkout, 'node_modules'));
});

afterEach(async () => {
  await rm(checkout, { recursive: true, force: true });
});

// It needs setsid, timeout and /proc, as the machines that run it have them.
describe.skipIf(process.platform !== 'linux')('.ci/run', { timeout: 90_000 }, () => {
  it('ends with the count of the tests of both runs and exit code 0 when everything holds', async () => {
    const { code, lines } = await ciRun({});
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe('5 passed, 0 failed');
  });

  it('tells skipped tests from passed ones', async () => {
    const { lines } = await ciRun({ tests: reports(report({ passed: 3, pending: 2 })) });
    expect(lines.at(-1)).toBe('5 passed, 0 failed, 2 skipped');
  });

  it('fails when a test of either run fails, and still checks and demonstrates', async () => {
    const { code, lines } = await ciRun({
      tests: `${reports(report({ passed: 3, failed: 2 }))}; exit 1`,
      longTests: `${longReports(report({ passed: 1, failed: 1 }))}; exit 1`,
    });
    expect(code).toBe(1);
    expect(lines).toContain('ci: demo');
    expect(lines.at(-1)).toBe('4 passed, 3 failed');
  });

  it('counts a test file that cannot be loaded as a failure', async () => {
    const { code, lines } = await ciRun({
      tests: `${reports(report({ passed: 3, brokenFiles: 1 }))}; exit 1`,
    });
    expect(code).toBe(1);
    expect(lines.at(-2)).toBe('failed: test/broken.test.ts: No such module');
    expect(lines.at(-1)).toBe('5 passed, 1 failed');
  });

  it('names each failed test with the first line of why just before it ends', async () => {
    const { lines } = await ciRun({
      tests: `${reports(report({ passed: 3, failed: 1, failedTests: ['a shut door'] }))}; exit 1`,
    });
    expect(lines.at(-2)).toBe('failed: test/doors.test.ts: a shut door: It is open');
  });

  it('says which tests were under way when their step was ended', async () => {
    const { lines } = await ciRun({
      tests: 'mkdir -p .cache; echo "under way: a door" > "$UNFINISHED_TESTS"; exit 143',
    });
    expect(lines.slice(-3)).toEqual([
      'ci: failed: tests',
      'under way: a door',
      '2 passed, 1 failed',
    ]);
  });

  it('fails when the tests end without a report', async () => {
    const { code, lines } = await ciRun({ tests: 'exit 1', longTests: 'exit 1' });
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('0 passed, 2 failed');
  });

  it('counts what one run reports though the other ends without a report, as a failure', async () => {
    const { code, lines } = await ciRun({ longTests: 'exit 1' });
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('3 passed, 1 failed');
  });

  it('fails when the check or the demo fails although every test passed, and names them', async () => {
    const { code, lines } = await ciRun({ check: 'exit 1', demo: 'exit 1' });
    expect(code).toBe(1);
    expect(lines).toContain('ci: failed: check demo');
    expect(lines.at(-1)).toBe('5 passed, 2 failed');
  });

  it('goes on without Temporal’s own server where that cannot be built, and says so', async () => {
    const { code, lines } = await ciRun({ temporalServer: 'exit 1' });
    expect(code).toBe(0);
    expect(lines).toContain(
      'ci: no Temporal server of our own: the long tests that want it say that they are skipped',
    );
    expect(lines.at(-1)).toBe('5 passed, 0 failed');
  });

  it('goes no further than an installation that fails', async () => {
    const { code, lines } = await ciRun({ install: 'exit 1' });
    expect(code).toBe(1);
    expect(lines).not.toContain('ci: tests');
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
  });

  it('ends itself, and says what it had not finished, before the job that runs it is ended', () => {
    const ofTheRun = /^readonly limit=\$\(\((\d+) \* 60\)\)$/m.exec(read('.ci/run'))?.[1];
    const ofTheJob = /timeout-minutes: (\d+)/.exec(read('.github/workflows/ci.yml'))?.[1];
    expect(Number(ofTheJob)).toBeGreaterThan(Number(ofTheRun));
  });

  it('names and ends a process that a step leaves behind, and fails the step for it', async () => {
    const { code, lines } = await ciRun({
      demo: 'setsid sleep 300 > /dev/null 2>&1 & echo "left $!"',
    });
    const left = lines.find((line) => line.startsWith('left '))?.slice('left '.length);
    expect(code).toBe(1);
    expect(lines).toContain('ci: failed: demo');
    expect(lines.join('\n')).toContain(`'demo' left process ${left} behind: sleep 300`);
    expect(commandLine(Number(left))).toBe('');
  });
});
