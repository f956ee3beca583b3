import { z } from 'zod';
import { mediaPrefix } from './video.ts';

/** Version of how these are made; part of their keys. */
const RECIPE = 'v1';

const byteRange = z.object({ offset: z.number(), length: z.number() });

/** What was made of a clip's proxy after it was ready, as the row of its bytes keeps it. */
export const derivedMedia = z.object({
  sheet: z.object({
    columns: z.number(),
    rows: z.number(),
    frames: z.number(),
    cellWidth: z.number(),
    cellHeight: z.number(),
  }),
  renditions: z.array(
    z.object({
      name: z.enum(['high', 'low']),
      width: z.number(),
      height: z.number(),
      codecs: z.string(),
      peakBitRate: z.number(),
      averageBitRate: z.number(),
      header: byteRange,
      segments: z.array(byteRange.extend({ durationS: z.number() })),
    }),
  ),
});
export type DerivedMedia = z.infer<typeof derivedMedia>;

/** Key of the contact sheet, JPEG. */
export const sheetKey = (sha256: string): string => `${mediaPrefix(sha256)}sheet-${RECIPE}.jpg`;

/** Key of a rendition's fragmented MP4. */
export const renditionKey = (sha256: string, name: 'high' | 'low'): string =>
  `${mediaPrefix(sha256)}hls-${RECIPE}-${name}.mp4`;
