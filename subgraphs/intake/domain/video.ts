import type { VideoMetadata } from '@effect-studio/schema/events/shapes';

/** Where a clip stands. From READY and REJECTED it can only be erased, and ERASED is for good. */
export type VideoStatus = 'UPLOADING' | 'PROCESSING' | 'READY' | 'REJECTED' | 'ERASED';

/** Why a clip was refused, in words for its owner. */
export interface Rejection {
  reason: string;
  humanReadableCause: string;
  suggestedAction: string;
}

/** A clip as intake keeps it. */
export interface Video {
  id: string;
  ownerId: string;
  tenantId: string;
  /** As the owner called it, cleaned for showing; never used as a path. */
  fileName: string;
  status: VideoStatus;
  isHouseClip: boolean;
  /** SHA-256 of the uploaded bytes, hex; null until they were read. */
  sha256: string | null;
  metadata: VideoMetadata | null;
  rejection: Rejection | null;
  /** What counts towards the owner's quota: as announced, then as measured; a decimal string, as all bigints. Null when nobody knows. */
  sizeBytes: string | null;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

const NEXT: Record<VideoStatus, readonly VideoStatus[]> = {
  UPLOADING: ['PROCESSING', 'REJECTED', 'ERASED'],
  PROCESSING: ['READY', 'REJECTED', 'ERASED'],
  READY: ['ERASED'],
  REJECTED: ['ERASED'],
  ERASED: [],
};

/** True when a clip may go from one status to the other. */
export function mayBecome(from: VideoStatus, to: VideoStatus): boolean {
  return NEXT[from].includes(to);
}

/** Version of how proxies and posters are made; part of their keys, so that a better recipe makes new objects. */
const RECIPE = 'v1';

/** What lies below these belongs to intake, but for what other contexts keep below `uploads/` in folders of theirs. */
export const UPLOADS_ROOT = 'uploads/';
export const MEDIA_ROOT = 'media/';

/** Everything that was made of the same bytes. */
export const mediaPrefix = (sha256: string): string => `${MEDIA_ROOT}${sha256}/`;

/** The hash in a key below {@link MEDIA_ROOT}; null when it has none. */
export const sha256OfMediaKey = (key: string): string | null =>
  /^media\/([0-9a-f]{64})\//.exec(key)?.[1] ?? null;

/** Keys of a clip's immutable objects; equal bytes share them. */
export function mediaKeys(sha256: string): { sourceKey: string; proxyKey: string; posterKey: string } {
  return {
    sourceKey: `${mediaPrefix(sha256)}source`,
    proxyKey: `${mediaPrefix(sha256)}proxy-${RECIPE}.mp4`,
    posterKey: `${mediaPrefix(sha256)}poster-${RECIPE}.jpg`,
  };
}
