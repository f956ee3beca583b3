import { join } from 'node:path';
import { toTimestamps } from '@effect-studio/media/media-process';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type FileTransfer, fileDigest } from './file-transfer.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import { retry } from './retry.ts';
import type { RunnerRegistry } from './runner-registry.ts';
import { runnerTaskOf } from './runner-task.ts';
import { RunnerError } from './runners/runner-error.ts';
import type { FailureClass, Lease, NextWish, StudioClient } from './studio-client.ts';
import { withTaskFolder } from './work-folder.ts';

export interface LeaseWork {
  client: StudioClient;
  runners: RunnerRegistry;
  transfer: FileTransfer;
  workDir: string;
  log: Logger;
  /** Ends the repeating of reports that the studio does not answer. */
  giveUp: AbortSignal;
  /** What the agent wants when this lease is done; null: nothing. */
  nextWish(): NextWish | null;
  /** Takes over leases that came with the answer. */
  takeNext(leases: readonly Lease[]): void;
}

const TRANSFER_ATTEMPTS = 8;
const UPLOADS = 2;

/** Takes one lease from the download to the acknowledged report. Never rejects: what goes wrong is reported. */
export async function runLease(lease: Lease, keeper: LeaseKeeper, work: LeaseWork): Promise<void> {
  const stopwatch = new Stopwatch();
  keeper.start();
  try {
    await withTaskFolder(work.workDir, (folder) => render(lease, keeper, work, folder, stopwatch));
  } catch (error) {
    await reportFailure(lease, keeper, work, error, stopwatch.elapsedMs);
  } finally {
    keeper.close();
  }
}

/** Time of the runner alone: transfers and waiting are not the machine's work. */
class Stopwatch {
  #startedAt: number | null = null;
  #elapsedMs = 0;

  get elapsedMs(): number {
    return Math.round(this.#elapsedMs + (this.#startedAt === null ? 0 : performance.now() - this.#startedAt));
  }

  async around<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#elapsedMs += performance.now() - this.#startedAt;
      this.#startedAt = null;
    }
  }
}

async function render(
  lease: Lease,
  keeper: LeaseKeeper,
  work: LeaseWork,
  folder: string,
  stopwatch: Stopwatch,
): Promise<void> {
  const { signal } = keeper;
  const runner = work.runners.runnerOf(lease.workflowId);
  if (!runner) throw new RunnerError('UNKNOWN_WORKFLOW', `no runner for ${lease.workflowId}`);
  const task = runnerTaskOf(lease);
  const inputPath = join(folder, 'footage.mp4');
  const outputPath = join(folder, 'output.mp4');
  const transfer = { signal, maxAttempts: TRANSFER_ATTEMPTS };
  await retry(() => work.transfer.download(lease.footageUrl, inputPath, signal), transfer);
  signal.throwIfAborted();
  const result = await stopwatch.around(() =>
    runner.run(task, { inputPath, outputPath, signal, onProgress: (share) => keeper.report(share) }),
  );
  const mediaIntervals = toTimestamps(result.mediaIntervals);
  const output = await fileDigest(outputPath);
  for (let upload = 1; ; upload += 1) {
    await retry(() => work.transfer.upload(outputPath, lease.outputUrl, signal), transfer);
    const report = { leaseId: lease.leaseId, ...output, busyMs: stopwatch.elapsedMs, mediaIntervals };
    // Repeated until it is answered: the work is done, and the studio knows a repetition.
    const answer = await retry(() => work.client.complete(report, work.nextWish()), {
      signal: work.giveUp,
      onFailure: (error) => work.log.warn({ err: error }, 'a completion was not answered; repeating it'),
    });
    if (answer.kind === 'refused') {
      if (upload < UPLOADS) continue;
      throw new Error(`the output was refused: ${answer.cause}`);
    }
    if (answer.kind === 'accepted') work.takeNext(answer.next);
    work.log.info(
      { answer: answer.kind, busyMs: report.busyMs, frames: result.frames, notes: result.notes },
      'task done',
    );
    return;
  }
}

async function reportFailure(
  lease: Lease,
  keeper: LeaseKeeper,
  work: LeaseWork,
  error: unknown,
  busyMs: number,
): Promise<void> {
  if (keeper.stopReason === 'lost') {
    work.log.warn({ busyMs }, 'the lease was lost; work stopped');
    return;
  }
  const failureClass = keeper.stopReason ? 'CANCELLED' : classify(error);
  const cause = error instanceof Error ? error.message : String(error);
  work.log[failureClass === 'CANCELLED' ? 'info' : 'warn'](
    { err: error, failureClass, busyMs },
    'task not done',
  );
  try {
    await retry(() => work.client.fail({ leaseId: lease.leaseId, failureClass, cause, busyMs }), {
      signal: work.giveUp,
    });
  } catch (unreported) {
    work.log.warn({ err: unreported }, 'a failure could not be reported; the lease will expire');
  }
}

/** Whether another attempt, perhaps on another machine, may succeed. */
function classify(error: unknown): FailureClass {
  if (error instanceof RunnerError) {
    if (error.code === 'CANCELLED') return 'CANCELLED';
    return error.retryable ? 'RETRYABLE' : 'NON_RETRYABLE';
  }
  if (error instanceof z.ZodError) return 'NON_RETRYABLE';
  // A signed URL that the store refuses is new with the next lease; a full disk is this machine's own.
  return 'RETRYABLE';
}
