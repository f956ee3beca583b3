import { ffmpegPath } from './binaries.ts';
import { type PipeSink, type RunInterval, runMediaProcess } from './media-process.ts';
import { type FfmpegProgress, progressParser } from './progress.ts';

export { inputArgs } from './input-arguments.ts';
export type { PipeSink, RunInterval } from './media-process.ts';

export interface FfmpegOptions {
  /** Wall-clock limit in milliseconds; no default, every caller knows its own. */
  timeoutMs: number;
  /** Processor seconds over all threads, default four per second of `timeoutMs`; needs `prlimit`. */
  cpuSeconds?: number;
  /** MiB of data that ffmpeg may have, default 4096; needs `prlimit`. */
  memoryMiB?: number | undefined;
  /** Bytes of the largest file that it may write, default 8 GiB; needs `prlimit`. */
  fileBytes?: number | undefined;
  /** Kills ffmpeg's process group. */
  signal?: AbortSignal | undefined;
  /** About twice a second, and once at the end. */
  onProgress?: ((progress: FfmpegProgress) => void) | undefined;
  /** Raw outputs: the first sink receives what is written to `pipe:3`, the next `pipe:4`, … */
  pipes?: readonly PipeSink[];
}

/** What a run of ffmpeg took. `stderrTail` carries warnings; a status of 0 does not mean that there were none. */
export interface FfmpegResult extends RunInterval {
  stderrTail: string;
}

/**
 * Runs ffmpeg with the given inputs, filters and outputs; never with a shell or standard input.
 * Overwrites outputs. Standard output is taken by progress: write raw data to `pipe:3` and up.
 * @throws MediaError `FFMPEG_FAILED`, `OUT_OF_MEMORY`, `DISK_FULL` (retryable), `TIMEOUT` (retryable), `CPU_LIMIT`, `ABORTED`, `BINARY_MISSING`
 */
export function runFfmpeg(args: readonly string[], options: FfmpegOptions): Promise<FfmpegResult> {
  const { onProgress } = options;
  const progressArgs = onProgress ? ['-progress', 'pipe:1', '-stats_period', '0.5'] : [];
  return runMediaProcess(
    ffmpegPath(),
    ['-nostdin', '-hide_banner', '-y', '-v', 'error', '-nostats', ...progressArgs, ...args],
    {
      timeoutMs: options.timeoutMs,
      cpuSeconds: options.cpuSeconds ?? (options.timeoutMs / 1_000) * 4,
      memoryMiB: options.memoryMiB,
      fileBytes: options.fileBytes,
      signal: options.signal,
      stdout: onProgress && progressParser(onProgress),
      pipes: options.pipes,
      failureCode: 'FFMPEG_FAILED',
    },
  );
}
