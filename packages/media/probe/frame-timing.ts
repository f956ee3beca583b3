import { median, quantileOfSorted } from '../statistics.ts';
import type { FfprobePacket, FfprobeStream } from './ffprobe-output.ts';

/** Rates above this are a container's time base, not a camera (FLV says 1000). */
const PLAUSIBLE_FPS = 240;
/** Spread of the middle 90 % of frame durations that no longer counts as rounding. */
const VARIABLE_SPREAD_SHARE = 0.25;
/** Containers with whole milliseconds (Matroska, FLV) jitter by one. */
const TIMESTAMP_ROUNDING_S = 0.0021;

export interface FrameTiming {
  frameRate: { num: number; den: number };
  averageFps: number;
  isVariableFrameRate: boolean;
}

/** Parses `30000/1001` or, for aspect ratios, `8:9`; null for `0/0` and nonsense. */
export function parseFraction(text: string | undefined): { num: number; den: number } | null {
  const [num, den] = (text ?? '').split(/[/:]/).map(Number);
  return num && den && num > 0 && den > 0 ? { num, den } : null;
}

function frameDurations(packets: readonly FfprobePacket[]): Float64Array {
  // Sorted, because B-frames come in decoding order.
  const times = Float64Array.from(packets, (p) => p.pts_time ?? p.dts_time ?? Number.NaN)
    .filter(Number.isFinite)
    .sort();
  return times.subarray(1).map((time, i) => time - times[i]!);
}

/** Frame rate of a stream from its headers and the timestamps of its first packets. */
export function frameTiming(stream: FfprobeStream, packets: readonly FfprobePacket[]): FrameTiming {
  const durations = frameDurations(packets);
  const plausible = (text: string | undefined) => {
    const rate = parseFraction(text);
    return rate !== null && rate.num / rate.den <= PLAUSIBLE_FPS ? rate : null;
  };
  const typical = median(durations);
  const measured = typical > 0 ? { num: Math.round(1_000 / typical), den: 1_000 } : { num: 25, den: 1 };
  const nominal = plausible(stream.r_frame_rate) ?? plausible(stream.avg_frame_rate) ?? measured;
  const average = plausible(stream.avg_frame_rate) ?? nominal;
  const sorted = durations.sort();
  const spread = quantileOfSorted(sorted, 0.95) - quantileOfSorted(sorted, 0.05);
  return {
    frameRate: nominal,
    averageFps: average.num / average.den,
    isVariableFrameRate: spread > Math.max(TIMESTAMP_ROUNDING_S, VARIABLE_SPREAD_SHARE * typical),
  };
}
