import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { resetStateDir } from '../local/reset.ts';

/**
 * Gives a run an empty folder of its own. It is removed afterwards, except when the run failed or broke a promise:
 * then its logs are worth reading.
 */
export async function withChaosFolder<Result>(
  run: (stateDir: string) => Promise<Result>,
  isGood: (result: Result) => boolean,
  say: (line: string) => void,
): Promise<Result> {
  const stateDir = await mkdtemp(path.join(os.tmpdir(), 'effect-studio-chaos-'));
  // PostgreSQL may run as another user, who has to get in.
  await chmod(stateDir, 0o755);
  let isClean = false;
  try {
    const result = await run(stateDir);
    isClean = isGood(result);
    return result;
  } finally {
    if (isClean) {
      await resetStateDir(stateDir);
      await rm(stateDir, { recursive: true, force: true });
    } else {
      say(`What the processes logged is kept in ${path.join(stateDir, 'logs')}.`);
    }
  }
}
