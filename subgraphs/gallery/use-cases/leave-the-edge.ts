import type { Transaction } from '@effect-studio/kernel/database';
import { PURGE_KEPT_SECONDS } from '@effect-studio/kernel/objects/media-edge';
import { notePurge } from '../persistence/purged-media.ts';

/** Kind of the job that tells the edge what it must not serve any more. */
export const PURGE_MEDIA = 'purge-media';
/** About a day of tries, should a CDN be away. */
const PURGE_ATTEMPTS = 30;

/**
 * Has everything that was to be seen of a locked effect dropped from the edge: at once after the commit, and by a job, which
 * tries until it is done.
 */
export async function leaveTheEdge(tx: Transaction, effectId: string): Promise<void> {
  const until = new Date(tx.now.getTime() + PURGE_KEPT_SECONDS * 1_000);
  const keys = await notePurge(tx, effectId, until);
  if (keys.length === 0) return;
  await tx.schedule({
    kind: PURGE_MEDIA,
    dedupeKey: `${PURGE_MEDIA}:${effectId}:${tx.now.getTime()}`,
    payload: { effectId },
    maxAttempts: PURGE_ATTEMPTS,
  });
  tx.afterCommit(() => tx.call.media.purge(effectId, keys));
}
