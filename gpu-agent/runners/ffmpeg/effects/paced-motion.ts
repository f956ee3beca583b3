import { paceOf } from '@effect-studio/media/pace';
import { z } from 'zod';
import { filterNumber } from '../filter-text.ts';
import type { PlanInput, RenderPlan } from '../render-plan.ts';
import { followingMotion, MIXING_FRAMES, motionSize } from './made-frames.ts';
import type { MotionTrial } from './motion-trial.ts';

const settingsSchema = z.object({
  /**
   * Where frames between frames come from: `repeat` shows the last one again, `blend` mixes two, `motion` moves
   * what moves (motion-compensated interpolation at a fraction of the size, detail put back at full size), unless the trial
   * on the clip says that mixed frames come nearer to the true ones.
   */
  between: z.enum(['repeat', 'blend', 'motion']),
  /** Frames that are mixed to one, so that fast stretches blur as a shutter does; 1 for none. */
  shutterFrames: z.int().min(1).max(4),
});
export type PacedMotionSettings = z.infer<typeof settingsSchema>;

const EXTRA_FRAMES = 4;
/** By how much more SSIM following what moves has to be worth its time, and the softness of what it moves. */
const LEAST_GAIN = 0.002;

/** Plans an effect that lets time pass otherwise and leaves the picture as it is. */
function planPaced(effectTypeId: 'slow-motion' | 'speed-ramp', input: PlanInput): RenderPlan {
  const { between: wanted, shutterFrames } = settingsSchema.parse(input.settings);
  const trial = wanted === 'motion' ? input.motionTrial : null;
  const isLost = trial != null && trial.followed < trial.mixed + LEAST_GAIN;
  const between = isLost ? 'blend' : wanted;
  const pace = paceOf(effectTypeId, input.lengthMs)!;
  const { num, den } = input.frameRate;
  // Twice the rate first where a shutter mixes frames afterwards.
  const rate = `${num * shutterFrames}/${den}`;
  const shutter = shutterFrames > 1 ? `,tmix=frames=${shutterFrames},fps=${num}/${den}` : '';
  // Interpolation needs frames beyond the last one; what they add is cut off again.
  const length = ((input.lengthMs * pace.durationFactor) / 1_000).toFixed(3);
  const paced = `[source]tpad=stop_mode=clone:stop=${EXTRA_FRAMES},${pace.videoFilter}`;
  const plan = {
    luts: {},
    pace,
    notes: [
      `time passes by ${between === 'motion' ? 'motion-compensated' : between === 'blend' ? 'mixed' : 'repeated'} frames`,
      ...(trial ? [trialWords(trial)] : []),
    ],
  };
  if (between === 'repeat')
    return { ...plan, graph: `${paced},fps=${rate}${shutter},trim=duration=${length}[styled]` };
  if (between === 'blend') {
    return {
      ...plan,
      graph: `${paced},format=yuv420p,framerate=fps=${rate}:${MIXING_FRAMES}${shutter},trim=duration=${length}[styled]`,
    };
  }
  // A shutter blurs what the search gets wrong, and asks for more frames.
  const small = motionSize(input.frame, 1 / Math.sqrt(shutterFrames));
  const size = `${input.frame.width}:${input.frame.height}:flags=bicubic`;
  const smallSize = `${small.width}:${small.height}:flags=area`;
  const interpolate = followingMotion(rate);
  if (small.width === input.frame.width) {
    return {
      ...plan,
      graph: `${paced},format=yuv420p,${interpolate}${shutter},trim=duration=${length}[styled]`,
    };
  }
  return {
    ...plan,
    graph: [
      `${paced},format=yuv420p,split[smallFrom][sharpFrom]`,
      `[smallFrom]scale=${smallSize},${interpolate},scale=${size},format=yuv420p[moved]`,
      // The fine detail that the small picture lacks, from mixed frames of full size.
      `[sharpFrom]minterpolate=fps=${rate}:mi_mode=blend:scd=fdiff,format=yuv420p,split[sharp][coarseFrom]`,
      `[coarseFrom]scale=${smallSize},scale=${size},format=yuv420p[coarse]`,
      '[sharp][coarse]blend=all_mode=grainextract,format=yuv420p[detail]',
      `[moved][detail]blend=all_mode=grainmerge:c0_opacity=${filterNumber(0.9)},format=yuv420p${shutter},trim=duration=${length}[styled]`,
    ].join(';'),
  };
}

const trialWords = ({ followed, mixed }: MotionTrial): string =>
  `of true frames that were left out, following what moves makes again ${filterNumber(followed, 3)}, mixing ${filterNumber(mixed, 3)} (SSIM)`;

/** Whether a plan by these settings depends on a trial of the clip. */
export const dependsOnTrial = (settings: unknown): boolean =>
  settingsSchema.safeParse(settings).data?.between === 'motion';

export const planSlowMotion = (input: PlanInput): RenderPlan => planPaced('slow-motion', input);
export const planSpeedRamp = (input: PlanInput): RenderPlan => planPaced('speed-ramp', input);
