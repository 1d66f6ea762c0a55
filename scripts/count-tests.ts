import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

import { z } from 'zod';

const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

type Report = z.infer<typeof reportSchema>;

/**
 * Says what vitest's JSON reports count, as `.ci/run` ends with it: `12 passed, 0 failed`.
 *
 * `failedSteps` are failures of the run that are no tests.
 */
function countLine(reports: readonly Report[], failedSteps: number): string {
  const sum = (count: (report: Report) => number): number =>
    reports.reduce((total, report) => total + count(report), 0);
  const passed = sum(({ numPassedTests }) => numPassedTests);
  const skipped = sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests);
  const line = `${passed} passed, ${sum(failuresOf) + failedSteps} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/**
 * The failures of one run of tests. A file that could not be loaded has no test to fail, and an error outside every
 * test fails none either; each counts as one failure.
 */
function failuresOf(report: Report): number {
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const counted = report.numFailedTests + brokenFiles;
  return report.success ? counted : Math.max(counted, 1);
}

/** What failed, a line each with the first line of why, so that nobody has to look for it in the whole output. */
function failureLines({ testResults }: Report): readonly string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed')
      return [`failed: ${file}: ${firstLine(message)}`];
    return failed.map(
      (test) => `failed: ${file}: ${test.fullName}: ${firstLine(test.failureMessages?.[0])}`,
    );
  });
}

function firstLine(text = ''): string {
  return text.split('\n', 1)[0] ?? '';
}

const [failedSteps, ...paths] = process.argv.slice(2);
if (failedSteps === undefined || paths.length === 0) {
  process.stderr.write(
    'usage: node scripts/count-tests.ts <failed steps> <vitest JSON report>...\n',
  );
  process.exit(2);
}
const reports = paths.map((path) => reportSchema.parse(JSON.parse(readFileSync(path, 'utf8'))));
for (const line of reports.flatMap(failureLines)) process.stdout.write(`${line}\n`);
process.stdout.write(`${countLine(reports, Number(failedSteps))}\n`);
