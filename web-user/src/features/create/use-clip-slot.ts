import type { ClipProgress } from './start-reasons.ts';
import { useClip } from './use-clip.ts';
import { type UploadState, useUpload } from './use-upload.ts';

/** One clip of a form, from the person's device to "ready" in the studio. */
export function useClipSlot(slot: string) {
  const { upload, ...acts } = useUpload(slot);
  const videoId = upload.phase === 'sent' ? upload.videoId : null;
  const clip = useClip(videoId);
  return { upload, ...acts, clip, videoId, progress: progressOf(upload.phase, clip?.status) };
}

export type ClipSlotState = ReturnType<typeof useClipSlot>;

function progressOf(
  phase: UploadState['phase'],
  status: 'UPLOADING' | 'PROCESSING' | 'READY' | 'REJECTED' | 'ERASED' | undefined,
): ClipProgress {
  if (phase === 'held' || phase === 'asking' || phase === 'waiting') return 'sending';
  if (phase !== 'sent') return phase;
  if (status === 'UPLOADING') return 'sending';
  if (status === 'REJECTED' || status === 'ERASED') return 'refused';
  return status === 'READY' ? 'ready' : 'checking';
}
