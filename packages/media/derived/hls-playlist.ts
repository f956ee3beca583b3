import { MediaError } from '../media-error.ts';
import type { ByteRange, HlsRendition } from './hls.ts';

/**
 * Reads a media playlist whose segments are byte ranges of one file, as ffmpeg writes it with `single_file`.
 * @throws MediaError `BAD_OUTPUT`
 */
export function parseHlsPlaylist(text: string): Pick<HlsRendition, 'header' | 'segments'> {
  let header: ByteRange | null = null;
  let durationS: number | null = null;
  const segments: HlsRendition['segments'] = [];
  for (const line of text.split('\n')) {
    const map = /^#EXT-X-MAP:.*BYTERANGE="(\d+)@(\d+)"/.exec(line);
    if (map) header = { length: Number(map[1]), offset: Number(map[2]) };
    durationS = Number(/^#EXTINF:([\d.]+)/.exec(line)?.[1] ?? durationS ?? Number.NaN);
    const range = /^#EXT-X-BYTERANGE:(\d+)@(\d+)/.exec(line);
    if (!range) continue;
    if (!(durationS > 0)) throw new MediaError('BAD_OUTPUT', 'a segment has no length');
    segments.push({ durationS, length: Number(range[1]), offset: Number(range[2]) });
  }
  if (!header || segments.length === 0) throw new MediaError('BAD_OUTPUT', 'the playlist names no segments');
  return { header, segments };
}

/** Writes a rendition's media playlist (RFC 8216 §4.3.3). @param url where its file can be read */
export function mediaPlaylist(rendition: Pick<HlsRendition, 'header' | 'segments'>, url: string): string {
  const longest = Math.max(...rendition.segments.map(({ durationS }) => durationS));
  const { header, segments } = rendition;
  return `${[
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.max(1, Math.round(longest))}`,
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    `#EXT-X-MAP:URI="${url}",BYTERANGE="${header.length}@${header.offset}"`,
    ...segments.flatMap(({ durationS, length, offset }) => [
      `#EXTINF:${durationS.toFixed(6)},`,
      `#EXT-X-BYTERANGE:${length}@${offset}`,
      url,
    ]),
    '#EXT-X-ENDLIST',
  ].join('\n')}\n`;
}

/** Writes the playlist that names all renditions (RFC 8216 §4.3.4), best first. @param urlOf where each one's playlist is */
export function multivariantPlaylist(
  renditions: readonly HlsRendition[],
  urlOf: (rendition: HlsRendition) => string,
): string {
  const lines = renditions.flatMap((rendition) => [
    `#EXT-X-STREAM-INF:BANDWIDTH=${rendition.peakBitRate},AVERAGE-BANDWIDTH=${rendition.averageBitRate},` +
      `RESOLUTION=${rendition.width}x${rendition.height},CODECS="${rendition.codecs}"`,
    urlOf(rendition),
  ]);
  return `${['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS', ...lines].join('\n')}\n`;
}
