import type { Analysis } from '@effect-studio/schema/media/analysis';

const MOST_FRAMES = 4;
/** Scenes' first frames may still carry the transition; the last frames of a clip may not decode. */
const AFTER_CUT_MS = 120;
const BEFORE_END_MS = 200;

/**
 * Times in milliseconds at which a clip is shown to a model: one in the first scene and one after each change, at most
 * four, spread evenly over the scenes; a clip of one scene is shown at its quarters.
 */
export function frameTimes({
  durationMs,
  sceneChanges,
}: Pick<Analysis, 'durationMs' | 'sceneChanges'>): number[] {
  const last = Math.max(0, durationMs - BEFORE_END_MS);
  const scenes = [0, ...sceneChanges.map(({ endMs }) => endMs)].map((startMs) => startMs + AFTER_CUT_MS);
  const wanted =
    sceneChanges.length === 0 ? [0.25, 0.5, 0.75].map((part) => part * durationMs) : spread(scenes);
  return [...new Set(wanted.map((timeMs) => Math.round(Math.min(last, timeMs))))];
}

function spread(times: readonly number[]): number[] {
  if (times.length <= MOST_FRAMES) return [...times];
  const step = (times.length - 1) / (MOST_FRAMES - 1);
  return Array.from({ length: MOST_FRAMES }, (_, place) => times[Math.round(place * step)]!);
}
