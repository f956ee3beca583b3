import { consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import { AdminApproved } from '@effect-studio/schema/events/notifications';
import { insertPublication } from '../persistence/publication-rows.ts';
import { PUBLISH } from '../workers/publish.ts';

/** Attempts before an approved result counts as unpublishable: about a minute of retries. */
const PUBLISH_ATTEMPTS = 8;

/** An approval is kept and published by a job, because publishing asks other contexts. */
export const onAdminApproved = consume(
  reading(AdminApproved, 'reviewItemId', 'decidedBy', 'submission'),
  async (tx, { payload }) => {
    const isNew = await insertPublication(tx, payload);
    if (!isNew) return;
    const { runId } = payload.submission;
    await tx.schedule({
      kind: PUBLISH,
      dedupeKey: `${PUBLISH}:${runId}`,
      payload: { runId },
      maxAttempts: PUBLISH_ATTEMPTS,
    });
  },
);
