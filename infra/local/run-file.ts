import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LocalFault } from './services/local-fault.ts';
import { identify, isAlive } from './services/process-identity.ts';
import { writeJsonFile } from './services/state-file.ts';

export interface StudioUrls {
  readonly api: string;
  readonly graphql: string;
  readonly subscriptions: string;
  readonly webUser: string;
  readonly webAdmin: string;
}

export interface SignIn {
  readonly role: string;
  readonly email: string;
  /** Good for one sign-in. */
  readonly code: string;
}

/** `run.json`: what another process needs to know about a running studio. Mode 0600, for it holds the codes. */
export interface RunFile {
  readonly pid: number;
  /** The supervisor's process start, so that a later process with its pid is not taken for it. */
  readonly processStartedAt: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Whether everything is up; false during the start. */
  readonly ready: boolean;
  readonly urls?: StudioUrls;
  readonly ports?: Readonly<Record<string, number>>;
  readonly signIns?: readonly SignIn[];
  /** Environment of a process that seeds more into the running studio. */
  readonly seedEnvironment?: Readonly<Record<string, string>>;
}

/** The studio that runs from this state directory now; null when there is none. */
export function findRunningStudio(stateDir: string): RunFile | null {
  try {
    const run: RunFile = JSON.parse(readFileSync(fileOf(stateDir), 'utf8'));
    return isAlive({ pid: run.pid, startedAt: run.processStartedAt }) ? run : null;
  } catch {
    return null;
  }
}

/**
 * Takes the state directory for this process.
 * @throws LocalFault `ALREADY_RUNNING`
 */
export function claimStateDir(stateDir: string): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o755 });
  const running = findRunningStudio(stateDir);
  if (running) throw alreadyRunning(running);
  rmSync(fileOf(stateDir), { force: true });
  try {
    // Of two starts at the same moment only one creates the file.
    writeFileSync(fileOf(stateDir), JSON.stringify(runOf({ ready: false })), { flag: 'wx', mode: 0o600 });
  } catch {
    throw alreadyRunning(findRunningStudio(stateDir));
  }
}

/** Tells others that the studio is up. */
export function publishRun(
  stateDir: string,
  more: Required<Pick<RunFile, 'urls' | 'ports' | 'signIns' | 'seedEnvironment'>>,
): void {
  writeJsonFile(fileOf(stateDir), runOf({ ready: true, ...more }), 0o600);
}

export function releaseStateDir(stateDir: string): void {
  rmSync(fileOf(stateDir), { force: true });
}

function runOf(more: Pick<RunFile, 'ready'> & Partial<RunFile>): RunFile {
  const processStartedAt = identify(process.pid)?.startedAt ?? '';
  return { pid: process.pid, processStartedAt, startedAt: new Date().toISOString(), ...more };
}

function alreadyRunning(run: RunFile | null): LocalFault {
  const where = run?.urls ? ` at ${run.urls.webUser}` : '';
  return new LocalFault(
    'ALREADY_RUNNING',
    `It already runs here${where} (process ${run?.pid ?? 'unknown'}).`,
  );
}

function fileOf(stateDir: string): string {
  return path.join(stateDir, 'run.json');
}
