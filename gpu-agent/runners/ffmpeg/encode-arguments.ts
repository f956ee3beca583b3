import type { FfmpegWorkflow } from './ffmpeg-workflow.ts';
import { VIDEO_CLOCK_HZ } from './source-filters.ts';

// x264 gives the same bytes for the same number of threads only.
const ENCODER_THREADS = 2;

/**
 * Output arguments: H.264 that every browser plays, sound re-encoded to AAC where there is any,
 * timestamps kept, and nothing of the source's metadata, chapters or encoder tags.
 * @param sound the stream that the sound is taken from, default the first input's first
 */
export function encodeArguments(
  encode: FfmpegWorkflow['encode'],
  outputPath: string,
  sound = '0:a:0?',
): string[] {
  return [
    ...['-map', '[out]', '-map', sound],
    ...['-map_metadata', '-1', '-map_metadata:s', '-1', '-map_chapters', '-1', '-fflags', '+bitexact'],
    ...['-c:v', 'libx264', '-preset', encode.preset, '-crf', String(encode.crf), '-profile:v', 'high'],
    // Variable frame rates stay as they are: no frame doubled, dropped or moved.
    ...['-fps_mode', 'vfr', '-enc_time_base', `1:${VIDEO_CLOCK_HZ}`],
    ...['-pix_fmt', 'yuv420p', '-threads', String(ENCODER_THREADS), '-flags:v', '+bitexact'],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
    ...['-c:a', 'aac', '-b:a', `${encode.audioKbps}k`, '-flags:a', '+bitexact'],
    ...['-movflags', '+faststart', '-f', 'mp4', `file:${outputPath}`],
  ];
}
