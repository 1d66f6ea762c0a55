import { readFileSync } from 'node:fs';

import { z } from 'zod';

const reportSchema = z.object({
  success: z.boolean(),
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

type Report = z.infer<typeof reportSchema>;

/**
 * Says what a vitest JSON report counts, as `.ci/run` ends with it: `12 passed, 0 failed`.
 *
 * A file that could not be loaded has no test to fail, and an error outside every test fails none either; each counts
 * as one failure. `failedSteps` are failures of the run that are no tests.
 */
function countLine(report: Report, failedSteps: number): string {
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const counted = report.numFailedTests + brokenFiles;
  const failed = (report.success ? counted : Math.max(counted, 1)) + failedSteps;
  const skipped = report.numPendingTests + report.numTodoTests;
  const line = `${report.numPassedTests} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

const [path, failedSteps = '0'] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: node scripts/count-tests.ts <vitest JSON report> [failed steps]\n');
  process.exit(2);
}
const report = reportSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
process.stdout.write(`${countLine(report, Number(failedSteps))}\n`);
