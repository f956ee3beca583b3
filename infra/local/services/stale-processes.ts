import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLineOf, isAlive, type ProcessIdentity } from './process-identity.ts';

interface RecordedProcess extends ProcessIdentity {
  /** Base name of the program that was started. */
  readonly command: string;
}

/** Ended last: what else still runs may want them to close in order. */
const services = new Set(['object-store.json', 'postgres.json', 'redis.json']);

/**
 * Ends every process that an earlier supervisor of this state directory left behind, one after another.
 * @returns the names of those that still ran
 */
export async function stopStaleProcesses(stateDir: string): Promise<string[]> {
  const directory = path.join(stateDir, 'pids');
  if (!existsSync(directory)) return [];
  const stopped: string[] = [];
  const files = readdirSync(directory).filter((name) => name.endsWith('.json'));
  files.sort((a, b) => Number(services.has(a)) - Number(services.has(b)));
  for (const file of files) {
    if (await stopRecordedProcess(path.join(directory, file))) stopped.push(path.basename(file, '.json'));
  }
  return stopped;
}

/**
 * Ends the process of one pid file, if it is still the one that was recorded: same start time and same program.
 * A pid that another program was given since is left alone.
 * @returns whether a process had to be ended
 */
export async function stopRecordedProcess(pidFile: string, graceMs = 5_000): Promise<boolean> {
  const recorded = read(pidFile);
  const ours =
    recorded !== null && isAlive(recorded) && commandLineOf(recorded.pid).includes(recorded.command);
  if (ours) await end(recorded, graceMs);
  rmSync(pidFile, { force: true });
  return ours;
}

/** Signals SIGINT (PostgreSQL's fast shutdown; others end on it too), then SIGKILL after the grace time. */
async function end(target: ProcessIdentity, graceMs: number): Promise<void> {
  const pollMs = 50;
  signal(target, 'SIGINT');
  for (let waitedMs = 0; isAlive(target) && waitedMs < graceMs; waitedMs += pollMs) await delay(pollMs);
  if (!isAlive(target)) return;
  signal(target, 'SIGKILL');
  for (let waitedMs = 0; isAlive(target) && waitedMs < graceMs; waitedMs += pollMs) await delay(pollMs);
}

function signal(target: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    process.kill(target.pid, name);
  } catch {
    // It ended between the check and the signal.
  }
}

function read(pidFile: string): RecordedProcess | null {
  try {
    const parsed: RecordedProcess = JSON.parse(readFileSync(pidFile, 'utf8'));
    return Number.isInteger(parsed.pid) && parsed.pid > 1 && parsed.command !== '' ? parsed : null;
  } catch {
    return null;
  }
}
