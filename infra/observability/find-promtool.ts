import { execFileSync } from 'node:child_process';

/** A program of Prometheus’: named by a variable, or on the path; null where there is none. */
export function findTool(
  name: 'promtool' | 'amtool',
  environment: NodeJS.ProcessEnv = process.env,
): string | null {
  for (const program of [environment[`${name.toUpperCase()}_PATH`], name]) {
    if (!program) continue;
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
      return program;
    } catch {
      // The next one.
    }
  }
  return null;
}
