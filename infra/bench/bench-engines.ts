import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import type { SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import { Engines } from '../chaos/bus/engines.ts';
import { resetStateDir } from '../local/reset.ts';
import { createServiceContext } from '../local/services/service-context.ts';

/** A PostgreSQL and a Redis for one bench, durable as `npm start` has them, with migrated contexts. */
export interface BenchEngines {
  readonly engines: Engines;
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

export async function openBenchEngines(contexts: readonly SubgraphDefinition[]): Promise<BenchEngines> {
  const stateDir = await mkdtemp(path.join(os.tmpdir(), 'effect-studio-bench-'));
  // PostgreSQL may run as another user, who has to get in.
  await chmod(stateDir, 0o755);
  let engines: Engines | null = null;
  const close = async () => {
    await engines?.stop();
    await resetStateDir(stateDir);
    await rm(stateDir, { recursive: true, force: true });
  };
  try {
    engines = await Engines.start(createServiceContext({ stateDir, ports: 'ephemeral' }));
    const environment: Record<string, string> = { ...engines.environment(), LOG_LEVEL: 'silent' };
    await migrate(engines.databaseUrl, environment.STUDIO_SECRET!, contexts, createLogger('bench', 'silent'));
    return { engines, environment, close };
  } catch (error) {
    await close();
    throw error;
  }
}
