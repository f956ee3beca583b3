/**
 * Why a media operation failed.
 * - `BINARY_MISSING` ffmpeg or ffprobe cannot be started on this machine
 * - `TIMEOUT` the wall-clock limit passed (retryable: the machine may have been busy)
 * - `CPU_LIMIT` the processor-time limit passed
 * - `MEMORY_LIMIT`, `OUTPUT_LIMIT` it asked for more memory, or wrote a larger file, than it may
 * - `PIXEL_LIMIT` a picture is larger than may be decoded
 * - `ABORTED` the caller's signal fired
 * - `FFMPEG_FAILED`, `FFPROBE_FAILED` the program exited with an error: the input or the arguments are at fault
 * - `OUT_OF_MEMORY` the program could not get the memory that it wanted
 * - `DISK_FULL` there was no space for what it wrote (retryable: elsewhere, or later)
 * - `CRASHED` the program was ended by a signal that we did not send
 * - `BAD_OUTPUT` the program answered something that makes no sense
 */
export type MediaErrorCode =
  | 'BINARY_MISSING'
  | 'TIMEOUT'
  | 'CPU_LIMIT'
  | 'MEMORY_LIMIT'
  | 'OUTPUT_LIMIT'
  | 'PIXEL_LIMIT'
  | 'ABORTED'
  | 'FFMPEG_FAILED'
  | 'FFPROBE_FAILED'
  | 'OUT_OF_MEMORY'
  | 'DISK_FULL'
  | 'CRASHED'
  | 'BAD_OUTPUT';

/** An unexpected failure of a media operation. `stderrTail` holds the program's last words, if any. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: MediaErrorCode;
  readonly retryable: boolean;
  readonly stderrTail: string;

  constructor(code: MediaErrorCode, message: string, details: { stderrTail?: string; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.retryable = code === 'TIMEOUT' || code === 'DISK_FULL';
    this.stderrTail = details.stderrTail ?? '';
  }
}
