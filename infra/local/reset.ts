import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stopStaleProcesses } from './services/stale-processes.ts';
import { openStateFile } from './services/state-file.ts';

/** Not data: downloads, caches by content, and the state of tests and of ad-hoc services. */
const kept = new Set(['tools', 'web', 'generated.sha256', 'dev', 'test', 'run.json']);

/** Forgets everything that a studio has stored: database, queues, objects, logs, ports, secrets. */
export async function resetStateDir(stateDir: string): Promise<void> {
  if (!existsSync(stateDir)) return;
  await stopStaleProcesses(stateDir);
  const { postgresHome } = openStateFile(stateDir).read();
  if (postgresHome && /^effect-studio-[0-9a-f]{16}$/.test(path.basename(postgresHome))) {
    rmSync(postgresHome, { recursive: true, force: true });
  }
  for (const name of readdirSync(stateDir).filter((entry) => !kept.has(entry))) {
    rmSync(path.join(stateDir, name), { recursive: true, force: true });
  }
}
