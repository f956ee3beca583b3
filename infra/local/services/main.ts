import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { claimStateDir, releaseStateDir } from '../run-file.ts';
import { reportFault } from './report-fault.ts';
import { resolveServices } from './resolve-services.ts';
import { createServiceContext, repositoryRoot } from './service-context.ts';
import { testEnvironment } from './test-environment.ts';

/**
 * Keeps PostgreSQL, Redis and the object store running for ad-hoc development, below `.studio/dev`, until it is
 * ended. Prints the environment as export lines and writes them to `env.sh` there.
 */
try {
  const stateDir = path.resolve(process.argv[2] ?? path.join(repositoryRoot, '.studio', 'dev'));
  claimStateDir(stateDir);
  const context = createServiceContext({ stateDir, portOffset: 1_000 });
  const services = await resolveServices(context, process.env);
  const lines = Object.entries(testEnvironment(services)).map(([name, value]) => `export ${name}='${value}'`);
  const file = path.join(stateDir, 'env.sh');
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  process.stdout.write(`${lines.join('\n')}\n`);
  // Signal listeners alone keep no process alive.
  const alive = setInterval(() => undefined, 60_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      clearInterval(alive);
      void services.stop().then(() => {
        releaseStateDir(stateDir);
        process.exit(0);
      });
    });
  }
} catch (error) {
  reportFault(error);
}
