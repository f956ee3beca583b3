import type { ClipProgress } from './start-reasons.ts';
import { useClip } from './use-clip.ts';
import { useUpload } from './use-upload.ts';

/** One clip of the form, from the person's device to "ready" in the studio. */
export function useClipSlot() {
  const { upload, begin, clear } = useUpload();
  const clip = useClip(upload.phase === 'sent' ? upload.videoId : null);
  return { upload, begin, clear, clip, progress: progressOf(upload.phase, clip?.status) };
}

export type ClipSlotState = ReturnType<typeof useClipSlot>;

function progressOf(
  phase: 'none' | 'sending' | 'sent' | 'refused',
  status: 'UPLOADING' | 'PROCESSING' | 'READY' | 'REJECTED' | undefined,
): ClipProgress {
  if (phase !== 'sent') return phase;
  if (status === 'REJECTED') return 'refused';
  return status === 'READY' ? 'ready' : 'checking';
}
