import type { ContactSheet } from '@effect-studio/web-kit/video/contact-sheet.ts';
import { isStreamed } from '@effect-studio/web-kit/video/streamed.ts';
import { useQuery } from 'urql';
import { ReviewClipDocument } from './approvals.graphql.ts';

/** The playlist of a long clip, and its contact sheet; nothing until they are made and read. */
export function useClipMedia(clip: { id: string; durationMs?: number | null } | null | undefined): {
  playlist: string | null;
  sheet: ContactSheet | null;
} {
  const [{ data }] = useQuery({
    query: ReviewClipDocument,
    variables: { id: clip?.id ?? '', isLong: isStreamed(clip?.durationMs) },
    pause: clip?.durationMs == null,
  });
  const video = clip == null ? null : data?.video;
  return { playlist: video?.hls?.playlist ?? null, sheet: video?.contactSheet ?? null };
}
