import { join } from 'node:path';
import { inSpan, untraced } from '@effect-studio/telemetry/tracing';
import type { Logger } from 'pino';
import { previewJpeg } from '../runners/preview-picture.ts';
import type { Preview, Runner } from '../runners/runner.ts';
import { RunnerError } from '../runners/runner-error.ts';
import type { RunnerRegistry } from '../runners/runner-registry.ts';
import { runnerTaskOf } from '../runners/runner-task.ts';
import { PreviewSender } from '../studio/preview-sender.ts';
import type { Lease, NextWish, StudioClient } from '../studio/studio-client.ts';
import { withTaskFolder } from '../work-folder.ts';
import { classifyFailure } from './classify-failure.ts';
import { type FileTransfer, fileDigest } from './file-transfer.ts';
import { handIn } from './hand-in.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { KeptOutput, OutputShelf } from './output-shelf.ts';
import { reportOf } from './report-result.ts';
import { retry } from './retry.ts';

export interface LeaseWork {
  client: StudioClient;
  runners: RunnerRegistry;
  transfer: FileTransfer;
  workDir: string;
  shelf: OutputShelf;
  log: Logger;
  /** Ends the repeating of reports that the studio does not answer. */
  giveUp: AbortSignal;
  /** What the agent wants when this lease is done; null: nothing. */
  nextWish(): NextWish | null;
  /** Takes over leases that came with the answer. */
  takeNext(leases: readonly Lease[]): void;
}

const DOWNLOAD_ATTEMPTS = 8;

/** Takes one lease from the download to the acknowledged report. Never rejects: what goes wrong is reported. */
export function runLease(lease: Lease, keeper: LeaseKeeper, work: LeaseWork): Promise<void> {
  const { traceparent: parent, correlationId, taskId, workflowId } = lease;
  if (!parent) return untraced(() => takeThrough(lease, keeper, work));
  const attributes = { 'studio.task_id': taskId, 'studio.workflow': workflowId };
  return inSpan(`task ${workflowId}`, { kind: 'consumer', parent, correlationId, attributes }, () =>
    takeThrough(lease, keeper, work),
  );
}

async function takeThrough(lease: Lease, keeper: LeaseKeeper, work: LeaseWork): Promise<void> {
  const stopwatch = new Stopwatch();
  keeper.start();
  try {
    const output =
      (await renderedBefore(lease, work)) ??
      (await withTaskFolder(work.workDir, (folder) => render(lease, keeper, work, folder, stopwatch)));
    await handIn(output, keeper.signal, work);
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

/**
 * What an earlier lease of the same task made on this machine and could not hand in. Its time was counted when that
 * lease ended, so this one worked no time at all.
 */
async function renderedBefore(lease: Lease, { shelf, log }: LeaseWork): Promise<KeptOutput | null> {
  const kept = await shelf.find(lease.taskId);
  if (!kept) return null;
  log.info({ earlierLeaseId: kept.leaseId }, 'rendered before; handing that in');
  const { sha256, sizeBytes } = kept.report;
  return {
    ...kept,
    leaseId: lease.leaseId,
    outputUrl: lease.outputUrl,
    report: { leaseId: lease.leaseId, sha256, sizeBytes, busyMs: 0, mediaIntervals: [] },
  };
}

async function render(
  lease: Lease,
  keeper: LeaseKeeper,
  work: LeaseWork,
  folder: string,
  stopwatch: Stopwatch,
): Promise<KeptOutput> {
  const { signal } = keeper;
  const runner = lease.workflowDefinition
    ? work.runners.carrierOf(lease.adapter)
    : work.runners.runnerOf(lease.workflowId);
  if (!runner) throw new RunnerError('UNKNOWN_WORKFLOW', `no runner for ${lease.workflowId}`);
  const task = runnerTaskOf(lease);
  const inputPath = join(folder, 'footage.mp4');
  const outputPath = join(folder, 'output.mp4');
  await retry(() => work.transfer.download(lease.footageUrl, inputPath, signal), {
    signal,
    maxAttempts: DOWNLOAD_ATTEMPTS,
  });
  signal.throwIfAborted();
  const previews = openPreviews(keeper, work, folder);
  const result = await stopwatch
    .around(() =>
      inSpan('render', { attributes: { 'studio.workflow': lease.workflowId } }, () =>
        runner.execute(task, {
          executionId: lease.leaseId,
          inputPath,
          outputPath,
          signal,
          onProgress: (share) => keeper.report(share),
          ...(previews ? { onPreview: (preview) => previews.offer(preview) } : {}),
        }),
      ),
    )
    .catch((error: unknown) => makeRoom(runner, error, work));
  const report = { leaseId: lease.leaseId, ...(await fileDigest(outputPath)), ...reportOf(result) };
  const { frames, notes, cachedNodeIds } = result;
  work.log.info({ busyMs: report.busyMs, frames, notes, cachedNodeIds }, 'task rendered');
  return work.shelf.keep(lease, outputPath, report);
}

/** Pictures of the work go to who follows it, while the studio asks for them. */
function openPreviews(keeper: LeaseKeeper, work: LeaseWork, folder: string): PreviewSender | null {
  const { transfer, log } = work;
  if (!transfer.uploadPicture) return null;
  const way = {
    toJpeg: (preview: Preview) => previewJpeg(preview, folder, keeper.signal),
    put: transfer.uploadPicture,
  };
  const previews = new PreviewSender(way, log);
  keeper.sendPreviews(previews);
  return previews;
}

/**
 * What ran out of memory may fit once models are gone that are only kept for the next task.
 * @throws always what went wrong
 */
async function makeRoom(runner: Runner, error: unknown, { log }: LeaseWork): Promise<never> {
  if (error instanceof RunnerError && error.code === 'OUT_OF_MEMORY' && runner.freeMemory) {
    await runner
      .freeMemory()
      .then(() => log.info({ runnerId: runner.id }, 'memory ran out; models and caches were given back'))
      .catch((fault: unknown) => log.warn({ err: fault, runnerId: runner.id }, 'no memory was given back'));
  }
  throw error;
}

async function reportFailure(
  lease: Lease,
  keeper: LeaseKeeper,
  work: LeaseWork,
  error: unknown,
  elapsedMs: number,
): Promise<void> {
  const failure = classifyFailure(error, elapsedMs);
  if (keeper.stopReason === 'lost') {
    work.log.warn({ busyMs: failure.busyMs }, 'the lease was lost; work stopped');
    return;
  }
  if (keeper.stopReason === 'cancelled') await work.shelf.drop(lease.taskId);
  const failureClass = keeper.stopReason ? 'CANCELLED' : failure.failureClass;
  work.log[failureClass === 'CANCELLED' ? 'info' : 'warn'](
    { err: error, failureClass, busyMs: failure.busyMs },
    'task not done',
  );
  try {
    await retry(() => work.client.fail({ ...failure, leaseId: lease.leaseId, failureClass }), {
      signal: work.giveUp,
    });
  } catch (unreported) {
    work.log.warn({ err: unreported }, 'a failure could not be reported; the lease will expire');
  }
}
