import type { ContactSheet } from '@effect-studio/web-kit/video/contact-sheet.ts';
import { isStreamed } from '@effect-studio/web-kit/video/streamed.ts';
import { useQuery } from 'urql';
import { ClipMediaDocument } from './run.graphql.ts';

/** What a player has of a clip besides its file. */
export interface ClipMedia {
  /** Of long clips; null: the file is played. */
  playlist: string | null;
  sheet: ContactSheet | null;
}

const NOTHING: ClipMedia = { playlist: null, sheet: null };

/** The playlist of a long clip, and its contact sheet; nothing until they are made and read. */
export function useClipMedia(clip: { id: string; durationMs?: number | null } | null | undefined): ClipMedia {
  const isLong = isStreamed(clip?.durationMs);
  const [{ data }] = useQuery({
    query: ClipMediaDocument,
    variables: { id: clip?.id ?? '', isLong },
    pause: clip?.durationMs == null,
  });
  const video = clip == null ? null : data?.video;
  if (video == null) return NOTHING;
  return { playlist: video.hls?.playlist ?? null, sheet: video.contactSheet ?? null };
}
