import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { generateWhenStale } from './generate-when-stale.ts';
import { claimStateDir, releaseStateDir } from './run-file.ts';
import { LocalFault } from './services/local-fault.ts';
import { reportFault } from './services/report-fault.ts';
import { resolveServices } from './services/resolve-services.ts';
import { createServiceContext, repositoryRoot } from './services/service-context.ts';
import { testEnvironment } from './services/test-environment.ts';
import { countTests } from './test-report.ts';

/**
 * Behind `npm test`: engines of its own, empty at the start and gone at the end, then vitest with the arguments
 * given. The last line is `N passed, N failed`, with `, N skipped` when some were.
 */
const vitest = path.join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs');

try {
  const stateDir = claimTestDir();
  const report = path.join(stateDir, 'report.json');
  // Engines that are given to `npm start` are not for tests, which fill and empty them.
  const context = createServiceContext({ stateDir, ports: 'ephemeral', durable: false });
  const services = await resolveServices(context, {
    PATH: process.env.PATH,
    FFMPEG_PATH: process.env.FFMPEG_PATH,
  });
  let exitCode: number;
  try {
    await generateWhenStale();
    exitCode = await runVitest(report, testEnvironment(services));
  } finally {
    await services.stop();
    releaseStateDir(stateDir);
  }
  const counts = countTests(report, exitCode);
  process.stdout.write(`\n${counts.line}\n`);
  process.exit(exitCode === 0 && counts.failed > 0 ? 1 : exitCode);
} catch (error) {
  reportFault(error);
}

/** `.studio/test`, or a folder of its own when another test run has that one. */
function claimTestDir(): string {
  const studio = path.join(repositoryRoot, '.studio');
  for (const name of ['test', `test-${process.pid}`]) {
    const stateDir = path.join(studio, name);
    try {
      claimStateDir(stateDir);
    } catch (error) {
      if (error instanceof LocalFault && error.code === 'ALREADY_RUNNING') continue;
      throw error;
    }
    for (const old of ['postgres', 'redis', 'object-store', 'report.json']) {
      rmSync(path.join(stateDir, old), { recursive: true, force: true });
    }
    return stateDir;
  }
  throw new LocalFault('TEST_DIR', 'No folder for the tests could be had below .studio.');
}

async function runVitest(report: string, env: Record<string, string>): Promise<number> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    cwd: repositoryRoot,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => forward(signal));
  if (process.channel) {
    process.on('disconnect', () => forward('SIGTERM'));
    process.channel.unref();
  }
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}
