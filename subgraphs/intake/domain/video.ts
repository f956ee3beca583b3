import type { VideoMetadata } from '@effect-studio/schema/events/shapes';

/** Where a clip stands. READY and REJECTED are final. */
export type VideoStatus = 'UPLOADING' | 'PROCESSING' | 'READY' | 'REJECTED';

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
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

const NEXT: Record<VideoStatus, readonly VideoStatus[]> = {
  UPLOADING: ['PROCESSING', 'REJECTED'],
  PROCESSING: ['READY', 'REJECTED'],
  READY: [],
  REJECTED: [],
};

/** True when a clip may go from one status to the other. */
export function mayBecome(from: VideoStatus, to: VideoStatus): boolean {
  return NEXT[from].includes(to);
}

/** Version of how proxies and posters are made; part of their keys, so that a better recipe makes new objects. */
const RECIPE = 'v1';

/** Keys of a clip's immutable objects; equal bytes share them. */
export function mediaKeys(sha256: string): { sourceKey: string; proxyKey: string; posterKey: string } {
  return {
    sourceKey: `media/${sha256}/source`,
    proxyKey: `media/${sha256}/proxy-${RECIPE}.mp4`,
    posterKey: `media/${sha256}/poster-${RECIPE}.jpg`,
  };
}
