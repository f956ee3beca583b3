import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { repositoryRoot } from '../local/services/service-context.ts';

const readyLine = z.object({ api: z.url(), graphql: z.url(), pids: z.record(z.string(), z.int()) });

/** A studio under measurement, in a process tree of its own. */
export interface BenchStudio {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** From the launcher's first moment to the answer of every part, in seconds. */
  readonly startToReadyS: number;
  /** The launcher; everything else descends from it. */
  readonly pid: number;
  /** Of the studio's parts, by name. */
  readonly pids: ReadonlyMap<number, string>;
  stop(): Promise<void>;
}

/**
 * Starts a studio over a state directory the way `npm start` does, launcher included.
 * @param settings environment variables beside those of this process
 * @throws Error in the words of the studio when it does not come up
 */
export async function startBenchStudio(
  stateDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchStudio> {
  const startedMs = performance.now();
  const launcher = path.join(repositoryRoot, 'infra/local/run.mjs');
  const child = spawn(process.execPath, [launcher, 'infra/bench/studio-process.ts', stateDir], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: repositoryRoot,
    env: { ...process.env, ...settings },
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  });
  const ready = await firstLine(child);
  if (ready === null) throw new Error(`the studio did not come up:\n${complaints.trim()}`);
  const { api, graphql, pids } = readyLine.parse(JSON.parse(ready));
  return {
    apiUrl: api,
    graphqlUrl: graphql,
    startToReadyS: (performance.now() - startedMs) / 1_000,
    pid: child.pid!,
    pids: new Map(Object.entries(pids).map(([name, pid]) => [pid, name])),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Null when the process ended without one. */
async function firstLine(child: ChildProcess): Promise<string | null> {
  const lines = createInterface({ input: child.stdout! });
  const ended = once(child, 'exit').then(() => [null]);
  const [line] = await Promise.race([once(lines, 'line'), ended]);
  return typeof line === 'string' ? line : null;
}
