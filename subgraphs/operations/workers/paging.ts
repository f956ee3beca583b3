import { StudioError } from '@effect-studio/kernel/errors';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import type { OperationsConfig } from '../config.ts';
import { pageBody } from '../domain/page-body.ts';
import { claimPages, markSent, readPage } from '../persistence/page-rows.ts';

const LOOK_EVERY_MS = 15_000;
/** What is older was seen by somebody, or is of a time when there was no pager. */
const LOOK_BACK_MS = 3_600_000;
const TIMEOUT_MS = 10_000;
/** Over a quarter of an hour, with growing pauses. */
const ATTEMPTS = 10;

/** How somebody is woken. */
export type PagerConfig = Pick<OperationsConfig, 'PAGER_WEBHOOK_URL' | 'PAGER_FORMAT' | 'PAGER_ROUTING_KEY'>;

/** Wakes somebody for every critical entry of the action log; without a pager there is nothing to do. */
export function pagingJobs(config: PagerConfig): JobHandler[] {
  const url = config.PAGER_WEBHOOK_URL;
  if (!url) return [];
  return [
    {
      kind: 'page-critical',
      everyMs: LOOK_EVERY_MS,
      run: (ctx, job) =>
        ctx.db.transaction(ctx, async (tx) => {
          const since = new Date(tx.now.getTime() - LOOK_BACK_MS);
          for (const entryId of await claimPages(tx, since)) {
            const payload = { entryId };
            await tx.schedule({
              kind: 'send-page',
              dedupeKey: `page:${entryId}`,
              payload,
              maxAttempts: ATTEMPTS,
            });
          }
          await job.complete(tx);
        }),
    },
    {
      kind: 'send-page',
      run: async (ctx, job) => {
        const entryId = String(job.payload.entryId);
        const page = await ctx.db.transaction(ctx, (tx) => readPage(tx, entryId));
        if (!page) return;
        await send(url, pageBody(page, config.PAGER_FORMAT, config.PAGER_ROUTING_KEY ?? null));
        await ctx.db.transaction(ctx, async (tx) => {
          await markSent(tx, entryId);
          await job.complete(tx);
        });
      },
    },
  ];
}

/** @throws StudioError `PAGER_FAILED`, to be tried again */
async function send(url: string, body: object): Promise<void> {
  let status: number;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    status = response.status;
  } catch (cause) {
    throw new StudioError('PAGER_FAILED', 'the pager did not answer', { retryable: true, cause });
  }
  // Its address may hold a secret, and is not told.
  if (status >= 300)
    throw new StudioError('PAGER_FAILED', `the pager answered ${status}`, { retryable: true });
}
