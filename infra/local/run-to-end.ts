import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LocalFault } from './services/local-fault.ts';
import { repositoryRoot } from './services/service-context.ts';

const run = promisify(execFile);

/**
 * Runs a step of the start as a process of its own and gives back what it printed.
 * @param what for the sentence when it fails, such as `The migration`
 * @throws LocalFault `STEP_FAILED` with the end of its output
 */
export async function runToEnd(
  what: string,
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string> {
  try {
    const options = { cwd: repositoryRoot, env, signal, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run(process.execPath, [file, ...args], options);
    return stdout;
  } catch (cause) {
    const output = cause instanceof Error ? outputOf(cause) : String(cause);
    throw new LocalFault('STEP_FAILED', `${what} failed:\n${output}`, { cause });
  }
}

function outputOf(error: Error): string {
  const text = ['stderr', 'stdout']
    .map((name) => String(Reflect.get(error, name) ?? ''))
    .join('\n')
    .trim();
  const lines = (text || error.message).split('\n');
  // What it logged on its way is in the way; the fault's own lines are not JSON, or above warnings.
  const own = lines.filter((line) => !/^\{"level":"(?:trace|debug|info|warn)"/.test(line));
  return (own.length > 0 ? own : lines).slice(-60).join('\n');
}
