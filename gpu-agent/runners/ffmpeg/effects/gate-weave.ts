import { seededRandom } from '@effect-studio/media/testing/seeded-random';
import { filterNumber } from '../filter-text.ts';
import type { FrameSize } from '../render-plan.ts';

/** A sum of sines in `time` with seeded frequencies and phases, between −1 and 1: drift that never visibly repeats. */
function wander(random: () => number, time: string, slowestHz: number): string {
  const waves = [0.6, 0.4].map((share, octave) => {
    const radians = 2 * Math.PI * slowestHz * 2.3 ** octave * (0.8 + 0.4 * random());
    return `${share}*sin(${filterNumber(radians)}*${time}+${filterNumber(2 * Math.PI * random())})`;
  });
  return `(${waves.join('+')})`;
}

/**
 * Film never sits still in the gate: the picture, enlarged just enough to hide its borders, wanders
 * by up to `amplitudePixels`. Smooth weave moves by half pixels of a picture of twice the size, a third of the cost of
 * resampling by `perspective`; the other jumps by whole pixels.
 */
export function gateWeave(
  frame: FrameSize,
  options: { seed: number; smooth: boolean; amplitudePixels: number },
): string {
  const random = seededRandom(options.seed);
  const { width, height } = frame;
  const margin = Math.ceil(options.amplitudePixels) + 1;
  const amplitude = filterNumber(options.amplitudePixels);
  if (!options.smooth) {
    const x = `${margin}+${amplitude}*${wander(random, 't', 0.9)}`;
    const y = `${margin}+${amplitude}*${wander(random, 't', 1.4)}`;
    return `scale=${width + 2 * margin}:${height + 2 * margin}:flags=bicubic,format=yuv444p,crop=${width}:${height}:x='${x}':y='${y}'`;
  }
  const x = `${2 * margin}+2*${amplitude}*${wander(random, 't', 0.9)}`;
  const y = `${2 * margin}+2*${amplitude}*${wander(random, 't', 1.4)}`;
  return `scale=${2 * (width + 2 * margin)}:${2 * (height + 2 * margin)}:flags=bilinear,format=yuv420p,crop=${2 * width}:${2 * height}:x='${x}':y='${y}':exact=1,scale=${width}:${height}:flags=area,format=yuv420p`;
}

/** A lamp that breathes by up to about 1.5 % of full light. */
export function lampFlicker(seed: number, intensity: number): string {
  const random = seededRandom(seed ^ 0x1a3b);
  return `eq=brightness='${filterNumber(0.013 * intensity)}*${wander(random, 't', 3.1)}':eval=frame`;
}
