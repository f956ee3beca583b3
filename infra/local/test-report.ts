import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** `N passed, N failed`, and `, N skipped` when some were. */
  readonly line: string;
}

/**
 * Counts what vitest's JSON report says. A file that failed without a failed test in it (it could not be loaded)
 * counts as one failure; so do a report that is missing or unreadable, and a runner that failed without a failed test,
 * as it does on an error that nobody caught.
 * @param exitCode the runner's
 */
export function countTests(reportFile: string, exitCode: number): TestCounts {
  const report = existsSync(reportFile) ? reportSchema.safeParse(parse(reportFile)) : null;
  if (!report?.success) return counts(0, 1, 0);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.data;
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((assertion) => assertion.status !== 'failed'),
  );
  const told = numFailedTests + unloaded.length;
  const failed = exitCode !== 0 && told === 0 ? 1 : told;
  return counts(numPassedTests, failed, numPendingTests + numTodoTests);
}

function counts(passed: number, failed: number, skipped: number): TestCounts {
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { passed, failed, skipped, line };
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
