import { AsyncLocalStorage } from 'node:async_hooks';
import { type ChildProcess, spawn } from 'node:child_process';
import { MediaError, type MediaErrorCode } from '../media-error.ts';
import { prlimitPath, setprivPath } from './binaries.ts';

/** Receives the bytes of one output pipe as they come. */
export type PipeSink = (chunk: Buffer) => void;

/** When a program ran, in milliseconds since the epoch; callers add these up as media time. */
export interface RunInterval {
  startedAtMs: number;
  endedAtMs: number;
}

/** Intervals as events and the graph carry them: RFC 3339, by the machine's clock, whatever the studio's says. */
export function toTimestamps(intervals: readonly RunInterval[]): { startedAt: string; endedAt: string }[] {
  return intervals.map(({ startedAtMs, endedAtMs }) => ({
    startedAt: new Date(startedAtMs).toISOString(),
    endedAt: new Date(endedAtMs).toISOString(),
  }));
}

const recorder = new AsyncLocalStorage<RunInterval[]>();

/**
 * Runs `work` and notes when media programs ran for it, however deep: what is left of its wall time is ours.
 * @returns what `work` answers, and the intervals, which may overlap
 */
export async function recordMediaWork<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; mediaIntervals: RunInterval[] }> {
  const mediaIntervals: RunInterval[] = [];
  const result = await recorder.run(mediaIntervals, work);
  return { result, mediaIntervals };
}

export interface MediaProcessOptions {
  /** Wall-clock limit in milliseconds. */
  timeoutMs: number;
  /** Processor time limit in seconds, summed over threads; applied where `prlimit` exists, as the next two are. */
  cpuSeconds: number;
  /**
   * MiB of data (RLIMIT_DATA: heap and private mappings) that the program may have, default 4096; applied where
   * `prlimit` exists. Beyond it allocations fail and the program ends by itself.
   */
  memoryMiB?: number | undefined;
  /** Size of the largest file that it may write, bytes, default 8 GiB. */
  fileBytes?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Standard output. */
  stdout?: PipeSink | undefined;
  /** Further outputs: the first is file descriptor 3 (`pipe:3`), the next 4, … */
  pipes?: readonly PipeSink[] | undefined;
  failureCode: MediaErrorCode;
}

const STDERR_KEPT_CHARACTERS = 8_000;
const DEFAULT_MEMORY_MIB = 4_096;
const DEFAULT_FILE_BYTES = 2 ** 33;
/** A program that plays media opens a handful of files; a playlist gone wild opens thousands. */
const OPEN_FILES = 256;

/** How the program begins: behind `prlimit` and `setpriv` where they are. */
function limited(program: string, options: MediaProcessOptions): [command: string, ...args: string[]] {
  const prlimit = prlimitPath();
  if (prlimit === null) return endingWithUs(program);
  return [
    prlimit,
    `--cpu=${Math.ceil(options.cpuSeconds)}`,
    `--data=${(options.memoryMiB ?? DEFAULT_MEMORY_MIB) * 1_048_576}`,
    `--fsize=${options.fileBytes ?? DEFAULT_FILE_BYTES}`,
    `--nofile=${OPEN_FILES}`,
    '--core=0',
    '--',
    ...endingWithUs(program),
  ];
}

/** A program that leads its own process group would go on when whoever started it is killed; this ends it, too. */
function endingWithUs(program: string): [command: string, ...args: string[]] {
  const setpriv = setprivPath();
  return setpriv === null ? [program] : [setpriv, '--pdeathsig', 'KILL', '--', program];
}

/** Kills the child and whatever it started: it leads its own process group. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function failure(
  program: string,
  exit: { code: number | null; signal: NodeJS.Signals | null },
  stopped: 'TIMEOUT' | 'ABORTED' | null,
  stderrTail: string,
  options: MediaProcessOptions,
): MediaError {
  const details = { stderrTail };
  if (stopped === 'TIMEOUT')
    return new MediaError('TIMEOUT', `${program} exceeded ${options.timeoutMs} ms`, details);
  if (stopped === 'ABORTED') {
    return new MediaError('ABORTED', `${program} was aborted`, { stderrTail, cause: options.signal?.reason });
  }
  if (exit.signal === 'SIGXCPU') {
    return new MediaError(
      'CPU_LIMIT',
      `${program} exceeded ${options.cpuSeconds} s of processor time`,
      details,
    );
  }
  if (exit.signal === 'SIGXFSZ' || stderrTail.includes('File too large')) {
    return new MediaError('OUTPUT_LIMIT', `${program} wrote more than it may`, details);
  }
  if (exit.signal !== null)
    return new MediaError('CRASHED', `${program} was ended by ${exit.signal}`, details);
  if (/No space left on device|Disk quota exceeded/.test(stderrTail))
    return new MediaError('DISK_FULL', `${program} had no space left on the disk`, details);
  if (stderrTail.includes('Cannot allocate memory')) {
    // Under the limit that all have it is the file that asks for too much; under one of its own the machine is small.
    const code = options.memoryMiB === undefined ? 'MEMORY_LIMIT' : 'OUT_OF_MEMORY';
    return new MediaError(code, `${program} could not get the memory that it wanted`, details);
  }
  const lastLine = stderrTail.trim().split('\n').at(-1) ?? '';
  return new MediaError(
    options.failureCode,
    `${program} ended with status ${exit.code}: ${lastLine}`,
    details,
  );
}

/**
 * Runs a media program without a shell, without standard input and with an environment of nothing
 * but `PATH`, in its own process group.
 * @returns when it ran and the end of what it wrote to standard error
 * @throws MediaError `BINARY_MISSING`, `TIMEOUT`, `CPU_LIMIT`, `OUT_OF_MEMORY`, `MEMORY_LIMIT`, `OUTPUT_LIMIT`,
 * `DISK_FULL`, `CRASHED`, `ABORTED` or `options.failureCode`; and what a sink throws
 */
export function runMediaProcess(
  program: string,
  args: readonly string[],
  options: MediaProcessOptions,
): Promise<RunInterval & { stderrTail: string }> {
  if (options.signal?.aborted) {
    return Promise.reject(
      new MediaError('ABORTED', 'aborted before the start', { cause: options.signal.reason }),
    );
  }
  const startedAtMs = Date.now();
  const [command, ...prefix] = limited(program, options);
  const child = spawn(command, [...prefix, ...args], {
    detached: true,
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'pipe', ...(options.pipes ?? []).map(() => 'pipe' as const)],
  });

  let stderrTail = '';
  let sinkFailure: { cause: unknown } | null = null;
  /** A sink that throws must not take the process down with it: it ends the program instead. */
  const guarded = (sink: PipeSink) => (chunk: Buffer) => {
    if (sinkFailure !== null) return;
    try {
      sink(chunk);
    } catch (cause) {
      sinkFailure = { cause };
      killGroup(child);
    }
  };
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-STDERR_KEPT_CHARACTERS);
  });
  child.stdout?.on(
    'data',
    guarded((chunk) => options.stdout?.(chunk)),
  );
  options.pipes?.forEach((sink, index) => {
    child.stdio[3 + index]?.on('data', guarded(sink));
  });

  const recorded = recorder.getStore();
  return new Promise((resolve, reject) => {
    let stopped: 'TIMEOUT' | 'ABORTED' | null = null;
    const stop = (why: 'TIMEOUT' | 'ABORTED') => {
      stopped ??= why;
      killGroup(child);
    };
    const onAbort = () => stop('ABORTED');
    const timer = setTimeout(() => stop('TIMEOUT'), options.timeoutMs);
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    };
    child.once('error', (cause) => {
      settle();
      reject(new MediaError('BINARY_MISSING', `cannot start ${program}`, { cause }));
    });
    child.once('close', (code, signal) => {
      settle();
      const endedAtMs = Date.now();
      recorded?.push({ startedAtMs, endedAtMs });
      if (sinkFailure !== null) reject(sinkFailure.cause);
      else if (code === 0 && stopped === null) resolve({ startedAtMs, endedAtMs, stderrTail });
      else reject(failure(program, { code, signal }, stopped, stderrTail, options));
    });
  });
}
