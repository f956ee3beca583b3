import { clamp, mean } from '@effect-studio/media/statistics';

const BINS_PER_CHANNEL = 8;
const EVERY_NTH_FRAME = 5;

/** Mean distance of a frame's colour differences from the mean of pixels that look alike in `guide`. */
function spreadAround(guide: Uint8Array, frame: Uint8Array): number {
  const bins = BINS_PER_CHANNEL ** 3;
  const [red, blue, count] = [new Float64Array(bins), new Float64Array(bins), new Uint32Array(bins)];
  const binOf = (i: number) => ((guide[i]! >> 5) * 8 + (guide[i + 1]! >> 5)) * 8 + (guide[i + 2]! >> 5);
  for (let i = 0; i < guide.length; i += 3) {
    const bin = binOf(i);
    red[bin]! += frame[i]! - frame[i + 1]!;
    blue[bin]! += frame[i + 2]! - frame[i + 1]!;
    count[bin]!++;
  }
  let sum = 0;
  for (let i = 0; i < guide.length; i += 3) {
    const bin = binOf(i);
    const byRed = frame[i]! - frame[i + 1]! - red[bin]! / count[bin]!;
    const byBlue = frame[i + 2]! - frame[i + 1]! - blue[bin]! / count[bin]!;
    sum += Math.hypot(byRed, byBlue);
  }
  return sum / (guide.length / 3);
}

/** Mean length of a frame's colour differences. */
function colourfulness(frame: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < frame.length; i += 3)
    sum += Math.hypot(frame[i]! - frame[i + 1]!, frame[i + 2]! - frame[i + 1]!);
  return sum / (frame.length / 3);
}

/**
 * Colour of the candidate that neither the footage's colour nor an honest gain explains (bleeding,
 * speckles), in 8-bit steps. A grade is a function of colour, so it leaves nothing.
 */
export function measureColourBreakage(
  footage: readonly Uint8Array[],
  candidate: readonly Uint8Array[],
): number {
  const excesses: number[] = [];
  for (let f = 0; f < Math.min(footage.length, candidate.length); f += EVERY_NTH_FRAME) {
    const [given, own] = [footage[f]!, candidate[f]!];
    // Raising saturation spreads alike pixels by as much: that is no breakage.
    const gain = clamp(colourfulness(own) / (colourfulness(given) + 1), 1, 4);
    excesses.push(Math.max(0, spreadAround(given, own) - gain * spreadAround(given, given)));
  }
  return mean(excesses);
}
