import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import type { OutgoingChannel } from '../domain/channel.ts';
import { storeAttempt } from '../persistence/delivery-rows.ts';
import { deliverNotice } from '../use-cases/deliver-notice.ts';
import { DELIVER_BY } from '../use-cases/put-into-outbox.ts';

/** Takes notices out of the studio by one channel. */
const deliverBy = (channel: OutgoingChannel, lane: string): JobHandler => ({
  kind: DELIVER_BY[channel],
  lane,
  // One attempt waits for another machine, ten seconds at most.
  lockMs: 30_000,
  run: deliverNotice,
  onDead: (tx, { payload, attempt }, error) =>
    storeAttempt(tx, String(payload.deliveryId), {
      state: 'DEAD',
      attempts: attempt,
      cause: error instanceof Error ? error.message : String(error),
    }),
});

export const deliverNoticeJobs: readonly JobHandler[] = [
  deliverBy('EMAIL', 'mail'),
  deliverBy('WEB_PUSH', 'push'),
  deliverBy('SMS', 'text'),
];
