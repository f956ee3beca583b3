import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { identify, type ProcessIdentity } from './process-identity.ts';
import { stopRecordedProcess } from './stale-processes.ts';

export interface EmbeddedProcessOptions {
  /** Short and unique in its state directory; names the pid file and the log. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Run as another user; only root may. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly stateDir: string;
  /** The signal that asks the process to end; SIGTERM by default. */
  readonly stopSignal?: NodeJS.Signals;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface EmbeddedProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** How long the log already was when this process began to write to it. */
  readonly logStartBytes: number;
  /** Settles when the process is gone, however it ended. */
  readonly exited: Promise<ProcessExit>;
  /** Asks the process to end and waits; after `graceMs` (default 10 000) it is killed. Safe to call twice. */
  stop(graceMs?: number): Promise<ProcessExit>;
  kill(signal: NodeJS.Signals): void;
}

const logLimitBytes = 5 * 1024 * 1024;

/**
 * Starts a child that belongs to this supervisor: its output goes to `logs/<name>.log`, its identity to
 * `pids/<name>.json`, from which a later start cleans up after a supervisor that was killed. Where the
 * platform has setpriv, the kernel itself ends the child when the supervisor dies.
 *
 * @throws Error when the command cannot be started
 */
export async function startEmbeddedProcess(options: EmbeddedProcessOptions): Promise<EmbeddedProcess> {
  const stopSignal = options.stopSignal ?? 'SIGTERM';
  const pidFile = path.join(options.stateDir, 'pids', `${options.name}.json`);
  await stopRecordedProcess(pidFile);
  const logFile = openLog(options.stateDir, options.name);
  const launch = dieWithParent(options.command, options.args, stopSignal, options.user);
  const output = openSync(logFile, 'a');
  const logStartBytes = fstatSync(output).size;
  const child = spawn(launch.command, launch.args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', output, output],
    // A terminal's Ctrl-C goes to a whole process group; only the supervisor decides the order of ending.
    detached: true,
    ...launch.credentials,
  });
  closeSync(output);
  const exited = whenExited(child);
  const pid = await whenStarted(child, options.command);
  record(pidFile, identify(pid), options);
  void exited.then(() => rmSync(pidFile, { force: true }));

  return {
    name: options.name,
    pid,
    logFile,
    logStartBytes,
    exited,
    kill: (signal) => void child.kill(signal),
    stop: async (graceMs = 10_000) => {
      if (child.exitCode !== null || child.signalCode !== null) return exited;
      child.kill(stopSignal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

function dieWithParent(
  command: string,
  args: readonly string[],
  signal: NodeJS.Signals,
  user: EmbeddedProcessOptions['user'],
): { command: string; args: string[]; credentials: { uid?: number; gid?: number } } {
  const setpriv = '/usr/bin/setpriv';
  if (process.platform !== 'linux' || !existsSync(setpriv)) {
    return { command, args: [...args], credentials: user ?? {} };
  }
  // A change of user clears the parent-death signal (prctl(2)), so setpriv must do both.
  const identity = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  return {
    command: setpriv,
    args: [`--pdeathsig=${signal.slice('SIG'.length)}`, ...identity, '--', command, ...args],
    credentials: {},
  };
}

function openLog(stateDir: string, name: string): string {
  const logFile = path.join(stateDir, 'logs', `${name}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  if (existsSync(logFile) && statSync(logFile).size > logLimitBytes) renameSync(logFile, `${logFile}.1`);
  return logFile;
}

function record(pidFile: string, identity: ProcessIdentity | null, options: EmbeddedProcessOptions): void {
  if (!identity) return;
  mkdirSync(path.dirname(pidFile), { recursive: true });
  writeFileSync(pidFile, JSON.stringify({ ...identity, command: path.basename(options.command) }));
}

function whenExited(child: ChildProcess): Promise<ProcessExit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
}

function whenStarted(child: ChildProcess, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (cause) =>
      reject(new Error(`${command} could not be started: ${cause.message}`, { cause })),
    );
  });
}
