import { mean, ramp } from '@effect-studio/media/statistics';
import { type FrameDistance, frameDistance } from './frame-distance.ts';
import type { Thumbnail } from './thumbnail.ts';

/** A cut between frame `index` − 1 and frame `index`. */
export interface HardCut {
  index: number;
  confidence: number;
}

const MIN_SCORE = 32;
/** A cut stands out from its neighbourhood: fast action does not. */
const NEIGHBOURS = 6;
const TIMES_NEIGHBOURS = 2.2;
const ABOVE_NEIGHBOURS = 6;
/** A flash, a strobe or an inserted frame returns to the old picture within this many frames. */
const RETURN_FRAMES = 6;
const SHORTEST_SCENE_FRAMES = 4;

function neighbourhoodMean(steps: readonly FrameDistance[], index: number): number {
  const scores: number[] = [];
  for (let k = Math.max(1, index - NEIGHBOURS); k <= Math.min(steps.length - 1, index + NEIGHBOURS); k++) {
    if (k !== index) scores.push(steps[k]!.score);
  }
  // One neighbour may be a cut itself.
  return mean(scores.sort((a, b) => a - b).slice(0, Math.max(1, scores.length - 1)));
}

function returns(before: Thumbnail, after: Thumbnail, step: FrameDistance): boolean {
  const distance = frameDistance(before, after);
  return (
    distance.score < Math.max(0.62 * MIN_SCORE, 0.58 * step.score) &&
    distance.raw < Math.max(14, 0.5 * step.raw)
  );
}

/** Whether the change at `index` begins or ends a flash rather than a scene. */
function isFlash(frames: readonly Thumbnail[], step: FrameDistance, index: number): boolean {
  for (let k = 1; k <= RETURN_FRAMES; k++) {
    const later = frames[index + k];
    const earlier = frames[index - 1 - k];
    if (later && returns(frames[index - 1]!, later, step)) return true;
    if (earlier && returns(frames[index]!, earlier, step)) return true;
  }
  return false;
}

/** Finds hard cuts, oldest first. Robust against flashes, pans and strobes; blind to gradual changes. */
export function findHardCuts(frames: readonly Thumbnail[]): HardCut[] {
  const steps: FrameDistance[] = frames.map((frame, i) =>
    i === 0 ? { score: 0, raw: 0 } : frameDistance(frames[i - 1]!, frame),
  );
  const cuts: HardCut[] = [];
  for (let i = 1; i < steps.length; i++) {
    const step = steps[i]!;
    const usual = neighbourhoodMean(steps, i);
    if (step.score < MIN_SCORE || step.score < TIMES_NEIGHBOURS * usual + ABOVE_NEIGHBOURS) continue;
    if (step.score < Math.max(steps[i - 1]!.score, steps[i + 1]?.score ?? 0)) continue;
    if (i - (cuts.at(-1)?.index ?? -SHORTEST_SCENE_FRAMES) < SHORTEST_SCENE_FRAMES) continue;
    if (isFlash(frames, step, i)) continue;
    cuts.push({
      index: i,
      confidence: 0.5 + 0.5 * ramp(step.score - TIMES_NEIGHBOURS * usual, ABOVE_NEIGHBOURS, 60),
    });
  }
  return cuts;
}
