import { jpegSize } from '@effect-studio/media/derived/jpeg';
import type { LegRole } from '@effect-studio/schema/events/shapes';

/** Bytes of the largest picture of a work in progress. */
export const MOST_PREVIEW_BYTES = 65_536;
/** Pixels of its longest side. */
const MOST_SIDE = 1_024;
/** Milliseconds between two pictures of one lease. */
export const PREVIEW_EVERY_MS = 3_000;
/** Seconds for which a picture may be put where it was asked for. */
export const PREVIEW_PUT_SECONDS = 30;
/** Seconds for which a picture may be fetched; it is removed when they are over. */
export const PREVIEW_KEPT_SECONDS = 60;

/** Whether the bytes are a picture that may be shown. */
export function isPreview(bytes: Uint8Array): boolean {
  const size = jpegSize(bytes);
  return size !== null && Math.max(size.width, size.height) <= MOST_SIDE;
}

/** Whether people may see the work as it goes: checks and tries that nobody sees have no pictures. */
export const isShown = (role: LegRole): boolean => role !== 'shadow';

/** Where an agent puts a picture of a lease's work. */
export const previewUploadKey = (leaseId: string): string => `uploads/previews/${leaseId}.jpg`;

/** Where a picture of a task lies, by its content: what was put later has another name. @param sha256 hex */
export const previewKey = (taskId: string, sha256: string): string =>
  `previews/${taskId}/${sha256.slice(0, 32)}.jpg`;
