import type { Transaction } from '@effect-studio/kernel/database';
import { lockVideosOf } from '../persistence/video.repository.ts';
import { forgetVideo } from './forget-video.ts';

/** So many clips are erased in one transaction. */
const AT_ONCE = 100;

/**
 * Erases clips of a person, whatever uses them: for when the person themselves is to be forgotten.
 * @returns how many were erased; call again until it is 0
 */
export async function eraseClipsOf(tx: Transaction, ownerId: string): Promise<number> {
  const videos = await lockVideosOf(tx, ownerId, AT_ONCE);
  for (const video of videos) await forgetVideo(tx, video);
  return videos.length;
}
