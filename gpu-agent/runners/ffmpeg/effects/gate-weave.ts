import { seededRandom } from '@effect-studio/media/seeded-random';
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
 * by up to `amplitudePixels`. Smooth weave resamples every frame; the other jumps by whole pixels.
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
  // `perspective` knows frame numbers only; 24 a second makes them film's own time.
  const x = `${amplitude}*${wander(random, 'on/24', 0.9)}`;
  const y = `${amplitude}*${wander(random, 'on/24', 1.4)}`;
  const [left, right] = [`${margin}+${x}`, `W-${margin}+${x}`];
  const [top, bottom] = [`${margin}+${y}`, `H-${margin}+${y}`];
  return `perspective=x0='${left}':y0='${top}':x1='${right}':y1='${top}':x2='${left}':y2='${bottom}':x3='${right}':y3='${bottom}':interpolation=cubic:sense=source:eval=frame`;
}

/** A lamp that breathes by up to about 1.5 % of full light. */
export function lampFlicker(seed: number, intensity: number): string {
  const random = seededRandom(seed ^ 0x1a3b);
  return `eq=brightness='${filterNumber(0.013 * intensity)}*${wander(random, 't', 3.1)}':eval=frame`;
}
