import { mean, median, standardDeviation } from '@effect-studio/media/statistics';
import type { SceneChange } from '@effect-studio/schema/media/analysis';

/** What a frame shows, without its picture. */
export interface FrameSummary {
  /** Shares, as in `Thumbnail`. */
  histogram: Float32Array;
  meanLuma: number;
  spread: number;
}

/** Length of an excerpt when the caller does not say, milliseconds. */
export const DEFAULT_EXCERPT_MS = 3_000;
const GRID_MS = 250;
/** Penalties this close are equal to the eye; the earlier window wins. */
const EQUAL_WITHIN = 0.005;
/** A change this near to the window's edge still touches it. */
const CHANGE_MARGIN_MS = 80;
const EMPTY_LUMA = 16;
const EMPTY_SPREAD = 5;

/** What a stretch of frames shows, for comparing windows with the whole clip. */
function summary(frames: readonly FrameSummary[]) {
  const bins = frames[0]!.histogram.length;
  const histogram = Array.from({ length: bins }, (_, bin) =>
    mean(frames.map((frame) => frame.histogram[bin]!)),
  );
  const steps = frames
    .slice(1)
    .map((frame, i) => Math.abs(frame.meanLuma - frames[i]!.meanLuma) + frame.spread / 50);
  return { histogram, spread: median(frames.map((f) => f.spread)), liveliness: mean(steps) };
}

/** Lower is better; 0 is a window that looks like the clip as a whole. */
function penalty(
  window: readonly FrameSummary[],
  whole: ReturnType<typeof summary>,
  touchedChanges: number,
): number {
  const { histogram, spread, liveliness } = summary(window);
  const unlike = histogram.reduce((sum, share, bin) => sum + Math.abs(share - whole.histogram[bin]!), 0) / 6;
  const dull = Math.max(0, whole.spread - spread) / 60 + Math.max(0, whole.liveliness - liveliness) / 4;
  const empty =
    window.filter((f) => f.meanLuma < EMPTY_LUMA || f.spread < EMPTY_SPREAD).length / window.length;
  const uneasy = standardDeviation(window.map((f) => f.meanLuma)) / 100;
  return unlike + dull + uneasy + 3 * empty + 2 * touchedChanges;
}

/**
 * Chooses the stretch on which candidates are compared: typical of the clip, without scene changes
 * and black where that is possible. Earliest of equals; the whole clip when it is shorter than asked.
 */
export function chooseExcerpt(
  frames: readonly FrameSummary[],
  ptsMs: readonly number[],
  changes: readonly SceneChange[],
  clipMs: number,
  excerptMs = DEFAULT_EXCERPT_MS,
): { startMs: number; durationMs: number } {
  if (clipMs <= excerptMs) return { startMs: 0, durationMs: Math.max(1, clipMs) };
  const whole = summary(frames);
  let best = { startMs: 0, value: Number.POSITIVE_INFINITY };
  let [first, last] = [0, 0];
  for (let startMs = 0; startMs + excerptMs <= clipMs; startMs += GRID_MS) {
    const endMs = startMs + excerptMs;
    while (first < ptsMs.length && ptsMs[first]! < startMs) first++;
    while (last < ptsMs.length && ptsMs[last]! < endMs) last++;
    const window = frames.slice(first, last);
    if (window.length === 0) continue;
    const touched = changes.filter(
      (change) => change.endMs > startMs - CHANGE_MARGIN_MS && change.startMs < endMs + CHANGE_MARGIN_MS,
    ).length;
    const value = penalty(window, whole, touched);
    if (value < best.value - EQUAL_WITHIN) best = { startMs, value };
  }
  return { startMs: best.startMs, durationMs: excerptMs };
}
