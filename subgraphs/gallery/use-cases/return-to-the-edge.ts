import type { Transaction } from '@effect-studio/kernel/database';
import { forgetPurge, shownOf } from '../persistence/purged-media.ts';

/** Kind of the job that tells the edge what it may serve again. */
export const RESTORE_MEDIA = 'restore-media';
/** A purge that was under way when the effect came back has ended by then. */
const AFTER_MS = 30_000;

/** Has the edge serve what is to be seen of a locked effect again: at once after the commit, and once more by a job. */
export async function returnToTheEdge(tx: Transaction, effectId: string): Promise<void> {
  await forgetPurge(tx, effectId);
  const keys = await shownOf(tx, effectId);
  if (keys.length === 0) return;
  await tx.schedule({
    kind: RESTORE_MEDIA,
    dedupeKey: `${RESTORE_MEDIA}:${effectId}:${tx.now.getTime()}`,
    payload: { effectId },
    dueAt: new Date(tx.now.getTime() + AFTER_MS),
  });
  tx.afterCommit(() => tx.call.media.restore(effectId, keys));
}
