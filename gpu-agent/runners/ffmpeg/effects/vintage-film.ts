import { z } from 'zod';
import { filterNumber } from '../filter-text.ts';
import { atFrameScale, filmGrain, vignette } from '../finishing.ts';
import { applyLut, type FrameSize, type PlanInput, type RenderPlan } from '../render-plan.ts';
import { filmDamage, halation } from './film-damage.ts';
import { gateWeave, lampFlicker } from './gate-weave.ts';
import { filmAge, vintageTone } from './vintage-tone.ts';

const settingsSchema = z.object({
  lutSize: z.int().min(2).max(129),
  /** `video-noise` per pixel, or `film` with the size and response of film grain. */
  grain: z.enum(['video-noise', 'film']),
  /** Whole pixels, or smooth fractions of them. */
  weave: z.enum(['none', 'whole-pixels', 'smooth']),
  /** Glow around highlights, dust and scratches, an unsteady lamp. */
  projection: z.boolean(),
});
export type VintageFilmSettings = z.infer<typeof settingsSchema>;

/** Of grain, weave, damage and vignette; how much of it all is seen follows the wish's strength. */
const INTENSITY = 1;

const LUT_FILE = 'film.cube';
// ffmpeg's `noise` has a σ of about half its strength.
const VIDEO_NOISE_PER_SIGMA = 1.85;

/** Plans vintage film, aged as the example shows. */
export function planVintageFilm({ settings, example, footage, frame, seed, folder }: PlanInput): RenderPlan {
  const { lutSize, grain, weave, projection } = settingsSchema.parse(settings);
  const intensity = INTENSITY;
  const age = filmAge(example, footage);
  const grainSigma = intensity * Math.min(9, Math.max(4.5, example.grain));
  const fall = Math.min(0.75, intensity * Math.max(0.48, example.vignette));

  const tone = `${applyLut(folder, LUT_FILE)},scale=flags=bicubic+accurate_rnd,format=yuv420p`;
  const stages = [`[source]${tone}[toned]`];
  let last = 'toned';
  const stage = (to: string, text: (from: string, to: string) => string) => {
    stages.push(text(last, to));
    last = to;
  };
  if (projection) stage('glowing', (from, to) => halation(from, to, frame));
  const optics = [weaveFilter(weave, frame, seed, intensity), vignette(fall)];
  if (projection) optics.push(lampFlicker(seed, intensity));
  stage('gated', (from, to) => `[${from}]${optics.filter((f) => f !== '').join(',')},format=yuv420p[${to}]`);
  if (projection) stage('damaged', (from, to) => filmDamage(from, to, { frame, seed, intensity }));
  if (grain === 'film')
    stage('styled', (from, to) => filmGrain(from, to, { sigma: grainSigma, frame, seed }));
  else stage('styled', (from, to) => `[${from}]${videoNoise(grainSigma, seed)}[${to}]`);

  return {
    graph: stages.join(';'),
    luts: { [LUT_FILE]: vintageTone(footage, age, lutSize) },
    notes: [
      `black at ${filterNumber(age.black, 2)}, ${filterNumber(100 * age.saturation, 0)} % of the colour left, grain of ${filterNumber(grainSigma, 1)} steps`,
    ],
  };
}

function weaveFilter(
  weave: VintageFilmSettings['weave'],
  frame: FrameSize,
  seed: number,
  intensity: number,
): string {
  if (weave === 'none') return '';
  return gateWeave(frame, {
    seed,
    smooth: weave === 'smooth',
    amplitudePixels: intensity * atFrameScale(frame, 1.6),
  });
}

function videoNoise(sigma: number, seed: number): string {
  return `noise=c0s=${Math.round(sigma * VIDEO_NOISE_PER_SIGMA)}:c0f=t:all_seed=${seed % 2 ** 31}`;
}
