import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { storeAttempt } from '../persistence/delivery-rows.ts';
import { deliverNotice } from '../use-cases/deliver-notice.ts';
import { DELIVER_NOTICE } from '../use-cases/put-into-outbox.ts';

/** Takes notices out of the studio, by one channel at a time. */
export const deliverNoticeJob: JobHandler = {
  kind: DELIVER_NOTICE,
  // One attempt waits for another machine, ten seconds at most.
  lockMs: 30_000,
  run: deliverNotice,
  onDead: (tx, { payload, attempt }, error) =>
    storeAttempt(tx, String(payload.deliveryId), {
      state: 'DEAD',
      attempts: attempt,
      cause: error instanceof Error ? error.message : String(error),
    }),
};
