import type { Logger } from 'pino';
import type { CompletionAnswer, Lease, NextWish, StudioClient } from '../studio/studio-client.ts';
import type { FileTransfer } from './file-transfer.ts';
import type { KeptOutput, OutputShelf } from './output-shelf.ts';
import { retry } from './retry.ts';

interface Counter {
  client: StudioClient;
  transfer: FileTransfer;
  shelf: OutputShelf;
  log: Logger;
  /** Ends the repeating of reports that the studio does not answer. */
  giveUp: AbortSignal;
  nextWish(): NextWish | null;
  takeNext(leases: readonly Lease[]): void;
}

/** A refused output is sent once more: it may have been damaged on the way. */
const UPLOADS = 2;

/**
 * Uploads a rendered clip and reports it until the studio answers. Whatever fails here leaves the clip where it is kept,
 * so that it is never rendered again.
 * @param signal the lease's: an upload for a lease that is lost or handed back stops
 * @throws whatever the upload or the report was refused with for good
 */
export async function handIn(output: KeptOutput, signal: AbortSignal, work: Counter): Promise<void> {
  for (let upload = 1; ; upload += 1) {
    await retry(() => work.transfer.upload(output.path, output.outputUrl, signal), {
      signal,
      onFailure: (error, attempt) =>
        work.log.warn({ err: error, attempt }, 'an upload failed; trying again with the same clip'),
    });
    // Repeated until it is answered: the work is done, and the studio knows a repetition.
    const answer = await retry(() => work.client.complete(output.report, work.nextWish()), {
      signal: work.giveUp,
      onFailure: (error) => work.log.warn({ err: error }, 'a completion was not answered; repeating it'),
    });
    if (answer.kind === 'refused') {
      if (upload < UPLOADS) continue;
      await work.shelf.drop(output.taskId);
      throw new Error(`the output was refused: ${answer.cause}`);
    }
    await work.shelf.drop(output.taskId);
    if (answer.kind === 'accepted') work.takeNext(answer.next);
    work.log.info({ answer: answer.kind, busyMs: output.report.busyMs }, 'task done');
    return;
  }
}

const RESUME_ATTEMPTS = 3;

/**
 * Hands in what an earlier process of this agent rendered and could not report. Done before the agent registers: a
 * registration ends the leases of the earlier process. What nobody takes now stays, in case its task comes back.
 */
export async function resumeHandIns(
  work: Pick<Counter, 'client' | 'transfer' | 'shelf' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  for (const output of await work.shelf.all()) {
    const log = work.log.child({ correlationId: output.correlationId, leaseId: output.leaseId });
    try {
      const answer = await retry((): Promise<CompletionAnswer> => again(output, work, signal), {
        signal,
        maxAttempts: RESUME_ATTEMPTS,
      });
      if (answer.kind !== 'refused') await work.shelf.drop(output.taskId);
      log.info({ answer: answer.kind }, 'handed in what an earlier process rendered');
    } catch (error) {
      log.warn({ err: error }, 'what an earlier process rendered could not be handed in; kept');
    }
  }
}

async function again(
  output: KeptOutput,
  { client, transfer }: Pick<Counter, 'client' | 'transfer'>,
  signal: AbortSignal,
): Promise<CompletionAnswer> {
  await transfer.upload(output.path, output.outputUrl, signal);
  return client.complete(output.report, null);
}
