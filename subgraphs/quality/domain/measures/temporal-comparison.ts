import { lumaOfRgb24 } from '@effect-studio/media/frames/luma';
import { clamp, mean, median, standardDeviation } from '@effect-studio/media/statistics';

/** What the candidate did to the footage's motion; in 8-bit steps after its contrast is normalised. */
export interface TemporalComparison {
  /** Mean change between frames beyond what the footage has. */
  restlessness: number;
  /** Mean change of brightness between frames beyond the footage's. */
  flicker: number;
  /** Mean change of the picture's average colour beyond the footage's. */
  colourJumps: number;
  /** Share of steps on which the candidate stands still and the footage moves. */
  frozenShare: number;
  /** Share of frames that are black where the footage is not. */
  blackShare: number;
}

/** Encoding alone adds this much change, as a factor and in steps. */
const USUAL_GAIN = 1.15;
const USUAL_STEP = 1;
const CONTRAST_RANGE = [0.3, 3] as const;

interface FrameLight {
  luma: Float32Array;
  mean: number;
  /** Mean red − green and blue − green. */
  colour: readonly [number, number];
}

function lightOf(rgb: Uint8Array): FrameLight {
  let [red, blue] = [0, 0];
  for (let i = 0; i < rgb.length; i += 3) {
    red += rgb[i]! - rgb[i + 1]!;
    blue += rgb[i + 2]! - rgb[i + 1]!;
  }
  const pixels = rgb.length / 3;
  const luma = lumaOfRgb24(rgb);
  return { luma, mean: mean(luma), colour: [red / pixels, blue / pixels] };
}

/** Mean changes of both clips over one step, and the part of the candidate's that the footage does not explain. */
function stepChanges(
  before: Float32Array,
  after: Float32Array,
  from: Float32Array,
  to: Float32Array,
  gain: number,
) {
  let [footage, candidate, excess] = [0, 0, 0];
  for (let i = 0; i < to.length; i++) {
    const own = Math.abs(to[i]! - from[i]!) / gain;
    const given = Math.abs(after[i]! - before[i]!);
    footage += given;
    candidate += own;
    excess += Math.max(0, own - USUAL_GAIN * given - USUAL_STEP);
  }
  const pixels = to.length;
  return { footage: footage / pixels, candidate: candidate / pixels, excess: excess / pixels };
}

function isFrozen(change: { footage: number; candidate: number }): boolean {
  const { footage, candidate } = change;
  return (candidate < 0.12 * footage && footage > 0.25) || (candidate < 0.02 && footage > 0.08);
}

function colourStep(one: FrameLight, other: FrameLight): number {
  return Math.hypot(other.colour[0] - one.colour[0], other.colour[1] - one.colour[1]);
}

/** Compares small frames of footage and candidate that were read at the same rate. */
export function compareTemporal(
  footage: readonly Uint8Array[],
  candidate: readonly Uint8Array[],
): TemporalComparison {
  const count = Math.min(footage.length, candidate.length);
  const given = footage.slice(0, count).map(lightOf);
  const own = candidate.slice(0, count).map(lightOf);
  const contrast = (frames: readonly FrameLight[]) =>
    median(frames.map(({ luma }) => standardDeviation(luma)));
  const gain = clamp(contrast(own) / (contrast(given) + 1e-3), ...CONTRAST_RANGE);
  const steps = Array.from({ length: Math.max(0, count - 1) }, (_, k) => {
    const [g0, g1, c0, c1] = [given[k]!, given[k + 1]!, own[k]!, own[k + 1]!];
    const change = stepChanges(g0.luma, g1.luma, c0.luma, c1.luma, gain);
    return {
      excess: change.excess,
      flicker: Math.max(0, Math.abs(c1.mean - c0.mean) / gain - Math.abs(g1.mean - g0.mean)),
      colour: Math.max(0, colourStep(c0, c1) - 1.5 * colourStep(g0, g1) - 0.4),
      frozen: isFrozen(change) ? 1 : 0,
    };
  });
  const black = own.filter((frame, i) => frame.mean < 6 && given[i]!.mean > 14).length;
  return {
    restlessness: mean(steps.map((step) => step.excess)),
    flicker: mean(steps.map((step) => step.flicker)),
    colourJumps: mean(steps.map((step) => step.colour)),
    frozenShare: mean(steps.map((step) => step.frozen)),
    blackShare: count === 0 ? 0 : black / count,
  };
}
