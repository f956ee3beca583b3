import { toneMapFilters } from '@effect-studio/media/derived/tone-map';
import { availableFilters } from '@effect-studio/media/ffmpeg/capabilities';
import type { VideoMetadata } from '@effect-studio/media/probe/video-metadata';
import type { FrameSize } from './render-plan.ts';

/**
 * Ticks per second of every filter and of the output: MPEG's clock. The nanoseconds of some Matroska
 * files overflow frame durations where two branches are blended.
 */
export const VIDEO_CLOCK_HZ = 90_000;

const FIRST_HD_HEIGHT = 720;

/** The upright picture with even sides, as chroma at half size demands. */
export function evenFrame(clip: Pick<VideoMetadata, 'width' | 'height'>): FrameSize {
  return { width: clip.width - (clip.width % 2), height: clip.height - (clip.height % 2) };
}

/**
 * Filters between the decoder and an effect. An odd row or column is cropped, not resampled. HDR is
 * tone-mapped, because every effect is defined on sRGB. Untagged HD is taken for BT.709, as players
 * take it; ffmpeg alone would assume BT.601 and shift greens.
 */
export function sourceFilters(clip: Pick<VideoMetadata, 'width' | 'height' | 'colorTransfer'>): string {
  const { width, height } = evenFrame(clip);
  const crop = `settb=1/${VIDEO_CLOCK_HZ},crop=${width}:${height}:0:0`;
  const toneMap = toneMapFilters(clip.colorTransfer, availableFilters());
  if (toneMap.length > 0) return [crop, ...toneMap].join(',');
  if (clip.colorTransfer === 'unknown' && clip.height >= FIRST_HD_HEIGHT)
    return `${crop},setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709`;
  return crop;
}

/** Filters between an effect and the encoder: one colour description for every output. */
export const OUTPUT_FILTERS =
  'scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd,format=yuv420p,setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv';
