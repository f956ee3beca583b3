import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ChildPlan } from './children.ts';
import type { StudioPorts } from './environment.ts';
import { type EmbeddedProcess, startEmbeddedProcess } from './services/embedded-process.ts';
import { LocalFault } from './services/local-fault.ts';
import { isHealthy } from './services/object-store.ts';
import { repositoryRoot } from './services/service-context.ts';
import { lastLines, waitUntil } from './services/wait-until.ts';

const readyWithinMs = 60_000;

/**
 * Starts one of the studio's processes and waits until it can work.
 * @throws LocalFault `CHILD_DOWN` with the end of its log
 */
export async function startChild(
  plan: ChildPlan,
  env: Record<string, string>,
  ports: StudioPorts,
  stateDir: string,
  signal?: AbortSignal,
): Promise<EmbeddedProcess> {
  const file = path.join(repositoryRoot, plan.file);
  if (!existsSync(file))
    throw new LocalFault('CHILD_MISSING', `This checkout is incomplete: ${plan.file} is missing.`);
  const child = await startEmbeddedProcess({
    name: plan.name,
    command: process.execPath,
    // A small young generation keeps idle memory low; these processes wait more than they compute.
    args: [`--max-old-space-size=${plan.heapMiB}`, '--max-semi-space-size=8', file, ...(plan.args ?? [])],
    env,
    cwd: repositoryRoot,
    stateDir,
  });
  try {
    const url = plan.readyUrl?.(ports);
    const ready = url ? () => isHealthy(url) : async () => statSync(child.logFile).size > child.logStartBytes;
    await waitUntil(ready, { forMs: readyWithinMs, unless: child.exited, everyMs: 100, signal });
    return child;
  } catch (cause) {
    await child.stop();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const sentence = `${plan.name} did not come up. ${reason}\n${lastLines(child)}`;
    throw new LocalFault('CHILD_DOWN', sentence, { cause });
  }
}
