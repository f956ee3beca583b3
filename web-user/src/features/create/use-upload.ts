import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { type UploadProblem, uploadClip } from './upload-clip.ts';

/** A clip on its way from the person's device. */
export type UploadState =
  | { phase: 'none' }
  | { phase: 'sending'; file: File; previewUrl: string; sentBytes: number; startedAtMs: number }
  | { phase: 'sent'; file: File; previewUrl: string; videoId: string }
  | { phase: 'refused'; file: File; problem: UploadProblem };

/** Progress is shown at most this often. */
const SHOW_EVERY_MS = 250;

/** One upload slot: begin with a file, or clear it. A new file takes the place of the one before. */
export function useUpload() {
  const client = useClient();
  const [upload, setUpload] = useState<UploadState>({ phase: 'none' });
  const running = useRef<AbortController>(undefined);
  const preview = useRef<string>(undefined);

  const clear = useCallback(() => {
    running.current?.abort(new DOMException('The upload was cancelled', 'AbortError'));
    if (preview.current !== undefined) URL.revokeObjectURL(preview.current);
    preview.current = undefined;
    setUpload({ phase: 'none' });
  }, []);
  useEffect(() => clear, [clear]);

  const begin = useCallback(
    async (file: File) => {
      clear();
      const controller = new AbortController();
      running.current = controller;
      const previewUrl = URL.createObjectURL(file);
      preview.current = previewUrl;
      const startedAtMs = performance.now();
      let shownAtMs = 0;
      const show = (sentBytes: number) => {
        const nowMs = performance.now();
        if (controller.signal.aborted || nowMs - shownAtMs < SHOW_EVERY_MS) return;
        shownAtMs = nowMs;
        setUpload({ phase: 'sending', file, previewUrl, sentBytes, startedAtMs });
      };
      setUpload({ phase: 'sending', file, previewUrl, sentBytes: 0, startedAtMs });
      const outcome = await uploadClip(client, file, show, controller.signal);
      if (outcome === null || controller.signal.aborted) return;
      if ('problem' in outcome) setUpload({ phase: 'refused', file, problem: outcome.problem });
      else setUpload({ phase: 'sent', file, previewUrl, videoId: outcome.videoId });
    },
    [client, clear],
  );
  return { upload, begin, clear };
}
