import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { type FilelessUpload, isFileOf, type KeptUpload, keptUploads } from './kept-uploads.ts';
import { linkName } from './pasted.ts';
import { fetchLink, giveUp, stillOpen, type UploadProblem, uploadClip } from './upload-clip.ts';
import { planParts } from './upload-plan.ts';

/** A clip on its way from the person's device. */
export type UploadState =
  | { phase: 'none' }
  | {
      phase: 'sending';
      file: File;
      previewUrl: string;
      sentBytes: number;
      beganWithBytes: number;
      startedAtMs: number;
    }
  /** Begun before a reload, but the browser had no room for the file: the same one goes on. */
  | { phase: 'waiting'; name: string; sizeBytes: number; sentBytes: number }
  | { phase: 'held'; file: File; previewUrl: string; sentBytes: number; problem: UploadProblem | null }
  | { phase: 'asking'; name: string }
  | { phase: 'sent'; name: string; previewUrl: string | null; videoId: string }
  | { phase: 'refused'; name: string; problem: UploadProblem };

/** Progress is shown at most this often. */
const SHOW_EVERY_MS = 250;

/** Bytes of the parts that the store has taken. */
function takenBytes({ partSizeBytes, etags }: Omit<KeptUpload, 'file'>, sizeBytes: number): number {
  return planParts(sizeBytes, partSizeBytes)
    .filter(({ partNumber }) => etags[partNumber] !== undefined)
    .reduce((sum, { from, to }) => sum + to - from, 0);
}

/**
 * One upload slot: begin with a file, hold it, go on, or clear it. An upload that a reload cut off goes on by itself. A
 * new file takes the place of the one before.
 * @param slot names the clip and the form, on this device
 */
export function useUpload(slot: string) {
  const client = useClient();
  const [upload, setUpload] = useState<UploadState>({ phase: 'none' });
  const running = useRef<AbortController>(undefined);
  const preview = useRef<string>(undefined);
  const kept = useRef<KeptUpload>(undefined);
  const fileless = useRef<FilelessUpload>(undefined);

  const previewOf = useCallback((file: File): string => {
    preview.current ??= URL.createObjectURL(file);
    return preview.current;
  }, []);
  const dropPreview = useCallback(() => {
    if (preview.current !== undefined) URL.revokeObjectURL(preview.current);
    preview.current = undefined;
  }, []);
  const stop = useCallback(
    () => running.current?.abort(new DOMException('The upload was held', 'AbortError')),
    [],
  );

  const send = useCallback(
    async (source: { slot: string; file: File } | KeptUpload) => {
      const controller = new AbortController();
      running.current = controller;
      const { file } = source;
      const previewUrl = previewOf(file);
      const beganWithBytes = 'uploadId' in source ? takenBytes(source, file.size) : 0;
      const startedAtMs = performance.now();
      let sentBytes = beganWithBytes;
      let shownAtMs = 0;
      const show = () =>
        setUpload({ phase: 'sending', file, previewUrl, sentBytes, beganWithBytes, startedAtMs });
      show();
      const outcome = await uploadClip(
        client,
        source,
        {
          onSent: (bytes) => {
            sentBytes = bytes;
            const nowMs = performance.now();
            if (controller.signal.aborted || nowMs - shownAtMs < SHOW_EVERY_MS) return;
            shownAtMs = nowMs;
            show();
          },
          onKept: (now) => {
            if (running.current !== controller) return;
            if (kept.current?.file !== now.file) void keptUploads.keepFile(slot, now.file);
            kept.current = now;
            void keptUploads.keep(slot, now);
          },
        },
        controller.signal,
      );
      if (running.current !== controller) return;
      if (outcome.kind === 'held') {
        setUpload({ phase: 'held', file, previewUrl, sentBytes, problem: outcome.problem });
        return;
      }
      kept.current = undefined;
      void keptUploads.forget(slot);
      if (outcome.kind === 'refused')
        setUpload({ phase: 'refused', name: file.name, problem: outcome.problem });
      else setUpload({ phase: 'sent', name: file.name, previewUrl, videoId: outcome.videoId });
    },
    [client, slot, previewOf],
  );

  const clear = useCallback(() => {
    stop();
    running.current = undefined;
    dropPreview();
    const open = kept.current ?? fileless.current;
    kept.current = undefined;
    fileless.current = undefined;
    if (open !== undefined) {
      void keptUploads.forget(slot);
      void giveUp(client, open.uploadId);
    }
    setUpload({ phase: 'none' });
  }, [client, slot, stop, dropPreview]);

  const goOn = useCallback(async () => {
    const held = kept.current;
    if (held === undefined) return;
    const open = await stillOpen(client, held);
    void send(open ?? { slot, file: held.file });
  }, [client, slot, send]);

  const begin = useCallback(
    (file: File) => {
      const waiting = fileless.current;
      if (waiting !== undefined && isFileOf(waiting, file)) {
        fileless.current = undefined;
        kept.current = { ...waiting, file };
        void goOn();
        return;
      }
      clear();
      void send({ slot, file });
    },
    [slot, clear, send, goOn],
  );

  /** Lets the studio fetch a clip from a link. */
  const beginLink = useCallback(
    async (url: string) => {
      clear();
      const controller = new AbortController();
      running.current = controller;
      const name = linkName(url);
      setUpload({ phase: 'asking', name });
      const outcome = await fetchLink(client, url);
      if (running.current !== controller) return;
      running.current = undefined;
      if (outcome.kind === 'refused') setUpload({ phase: 'refused', name, problem: outcome.problem });
      else setUpload({ phase: 'sent', name, previewUrl: null, videoId: outcome.videoId });
    },
    [client, clear],
  );

  useEffect(() => {
    let isHere = true;
    void keptUploads.read(slot).then((found) => {
      if (found === null || !isHere || kept.current !== undefined || running.current !== undefined) return;
      if ('file' in found) {
        kept.current = found;
        void goOn();
        return;
      }
      fileless.current = found;
      const { name, sizeBytes } = found;
      setUpload({ phase: 'waiting', name, sizeBytes, sentBytes: takenBytes(found, sizeBytes) });
    });
    return () => {
      isHere = false;
      stop();
      running.current = undefined;
      kept.current = undefined;
      fileless.current = undefined;
      dropPreview();
    };
  }, [slot, goOn, stop, dropPreview]);

  /** Takes a clip that is in the studio already, such as that of a draft. */
  const take = useCallback((clip: { videoId: string; name: string }) => {
    setUpload((now) => (now.phase === 'none' ? { phase: 'sent', previewUrl: null, ...clip } : now));
  }, []);

  return {
    upload,
    begin,
    beginLink: (url: string) => void beginLink(url),
    clear,
    hold: stop,
    goOn: () => void goOn(),
    take,
  };
}
