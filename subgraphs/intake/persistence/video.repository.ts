import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { In, LessThan, Not } from 'typeorm';
import { mayBecome, type Video } from '../domain/video.ts';
import { UploadEntity, type UploadRow } from './upload.entity.ts';
import { VideoEntity, type VideoRow } from './video.entity.ts';

/** Clips by id that the caller may see. */
export async function findVideos(tx: Transaction, ids: readonly string[]): Promise<Map<string, Video>> {
  const rows = await tx.manager.find(VideoEntity, { where: { id: In([...ids]) } });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Locks a clip's row until the transaction ends; null when there is none. */
export function lockVideo(tx: Transaction, id: string): Promise<VideoRow | null> {
  return tx.manager.findOne(VideoEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

/** Locks clips of one owner that are not erased, oldest first. */
export function lockVideosOf(tx: Transaction, ownerId: string, limit: number): Promise<VideoRow[]> {
  return tx.manager.find(VideoEntity, {
    where: { ownerId, status: Not('ERASED') },
    order: { id: 'ASC' },
    take: limit,
    lock: { mode: 'pessimistic_write' },
  });
}

/** Clips of one owner below a UUIDv7, newest first; erased ones are left out. */
export function pageOfVideos(
  tx: Transaction,
  ownerId: string,
  before: string | null,
  limit: number,
): Promise<Video[]> {
  return tx.manager.find(VideoEntity, {
    where: { ownerId, status: Not('ERASED'), ...(before ? { id: LessThan(before) } : {}) },
    order: { id: 'DESC' },
    take: limit,
  });
}

export function houseClips(tx: Transaction): Promise<Video[]> {
  return tx.manager.find(VideoEntity, {
    where: { isHouseClip: true, status: 'READY' },
    order: { fileName: 'ASC' },
  });
}

/**
 * Writes a locked clip's new state.
 * @throws StudioError `INVALID_TRANSITION` when the status may not follow
 */
export async function saveVideo(tx: Transaction, locked: VideoRow, change: Partial<Video>): Promise<Video> {
  if (change.status && change.status !== locked.status && !mayBecome(locked.status, change.status)) {
    throw new StudioError('INVALID_TRANSITION', `a clip cannot go from ${locked.status} to ${change.status}`);
  }
  const next = { ...locked, ...change, updatedAt: tx.now, version: locked.version + 1 };
  await tx.manager.update(VideoEntity, { id: locked.id }, next);
  return next;
}

/** Locks an upload's row; null when there is none that the caller may see. */
export function lockUpload(tx: Transaction, id: string): Promise<UploadRow | null> {
  return tx.manager.findOne(UploadEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

export function findUpload(
  tx: Transaction,
  by: { id: string } | { videoId: string },
): Promise<UploadRow | null> {
  return tx.manager.findOne(UploadEntity, { where: by });
}
