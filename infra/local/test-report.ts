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
 * counts as one failure, and so does a report that is missing or unreadable.
 */
export function countTests(reportFile: string): TestCounts {
  const report = existsSync(reportFile) ? reportSchema.safeParse(parse(reportFile)) : null;
  if (!report?.success) return counts(0, 1, 0);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.data;
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((assertion) => assertion.status !== 'failed'),
  );
  return counts(numPassedTests, numFailedTests + unloaded.length, numPendingTests + numTodoTests);
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
