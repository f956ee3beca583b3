import { clamp, mean, ramp } from '@effect-studio/media/statistics';
import { frameDistance } from './frame-distance.ts';
import type { Thumbnail } from './thumbnail.ts';

/** A change of scene that takes the frames `from` to `to`. */
export interface GradualChange {
  kind: 'dissolve' | 'fade';
  from: number;
  to: number;
  confidence: number;
}

const BLACK_LUMA = 14;
const WHITE_LUMA = 241;
const EMPTY_SPREAD = 8;
const SPREAD_STEP = 0.15;
/** One side may be quick when the other takes its time; two quick ones are a blink or a black frame. */
const SHORTEST_RAMP_FRAMES = 2;
const SHORTEST_BOTH_RAMPS_FRAMES = 6;
/** A clip that begins or ends in black needs a ramp on its other side alone. */
const CLIP_EDGE_RAMP = 2;

function isEmpty(frame: Thumbnail): boolean {
  return frame.spread < EMPTY_SPREAD && (frame.meanLuma < BLACK_LUMA || frame.meanLuma > WHITE_LUMA);
}

/** Which ends of a run of frames are those of the clip. */
export interface ClipEnds {
  isStart: boolean;
  isEnd: boolean;
}

/** An empty frame: nothing but black or white. */
export function isEmptyFrame(frame: Thumbnail): boolean {
  return isEmpty(frame);
}

/** Fades through black or white: empty frames that contrast falls into and rises out of. */
export function findFades(
  frames: readonly Thumbnail[],
  ends: ClipEnds = { isStart: true, isEnd: true },
): GradualChange[] {
  const fades: GradualChange[] = [];
  const spread = (i: number) => frames[i]?.spread ?? Number.NEGATIVE_INFINITY;
  for (let first = 0; first < frames.length; first++) {
    if (!isEmpty(frames[first]!)) continue;
    let last = first;
    while (last + 1 < frames.length && isEmpty(frames[last + 1]!)) last++;
    let from = first;
    while (spread(from - 1) > spread(from) + SPREAD_STEP) from--;
    let to = last;
    while (spread(to + 1) > spread(to) + SPREAD_STEP) to++;
    const fall = first === 0 && ends.isStart ? CLIP_EDGE_RAMP : first - from;
    const rise = last === frames.length - 1 && ends.isEnd ? CLIP_EDGE_RAMP : to - last;
    const isGradual =
      Math.min(fall, rise) >= SHORTEST_RAMP_FRAMES && fall + rise >= SHORTEST_BOTH_RAMPS_FRAMES;
    const wholeClip = first === 0 && last === frames.length - 1;
    if (isGradual && !wholeClip) {
      const flattest = Math.min(...frames.slice(first, last + 1).map((frame) => frame.spread));
      fades.push({ kind: 'fade', from, to, confidence: 0.6 + 0.4 * ramp(flattest, EMPTY_SPREAD, 0.5) });
    }
    first = last;
  }
  return fades;
}

const WINDOW_FRAMES = [8, 12, 18, 26, 38, 50] as const;
const MIN_SCORE = 29;
const MAX_RESIDUAL = 0.035;
const BACKWARD_TOLERANCE = 0.04;
const MIN_PROGRESS = 0.6;
/** A dissolve spends its time in between; a cut inside the window does not. */
const MIN_SHARE_BETWEEN = 0.45;
const ALONE_SHARE = 0.97;

/** Least-squares share of `b` in `frame`, when `frame` ≈ (1 − share)·`a` + share·`b`, and what is left over. */
function mixture(a: Thumbnail, b: Thumbnail, frame: Thumbnail): { share: number; residual: number } {
  let length = 0;
  let along = 0;
  for (let i = 0; i < a.luma.length; i++) {
    const difference = b.luma[i]! - a.luma[i]!;
    length += difference ** 2;
    along += difference * (frame.luma[i]! - a.luma[i]!);
  }
  const share = along / length;
  let left = 0;
  for (let i = 0; i < a.luma.length; i++) {
    left += (frame.luma[i]! - a.luma[i]! - share * (b.luma[i]! - a.luma[i]!)) ** 2;
  }
  return { share, residual: left / length };
}

/** Mean residual of a window that fits a dissolve, or null. */
function dissolveResidual(frames: readonly Thumbnail[], from: number, to: number): number | null {
  if (frameDistance(frames[from]!, frames[to]!).score < MIN_SCORE) return null;
  const mixtures = [];
  const step = Math.max(1, Math.floor((to - from) / 8));
  for (let i = from + step; i < to; i += step) mixtures.push(mixture(frames[from]!, frames[to]!, frames[i]!));
  const shares = mixtures.map((m) => m.share);
  const forward = shares.every((share, i) => share >= (shares[i - 1] ?? -0.05) - BACKWARD_TOLERANCE);
  const between = shares.filter((share) => share > 0.12 && share < 0.88).length / shares.length;
  const residual = mean(mixtures.map((m) => m.residual));
  const fits = forward && residual < MAX_RESIDUAL && between > MIN_SHARE_BETWEEN;
  return fits && shares.at(-1)! - shares[0]! > MIN_PROGRESS ? residual : null;
}

interface DissolveWindow {
  from: number;
  to: number;
  residual: number;
}

/** Windows that overlap, directly or through others, see one dissolve; the longest good fit stands for them. */
function bestPerOverlap(windows: readonly DissolveWindow[]): DissolveWindow[] {
  const merit = ({ from, to, residual }: DissolveWindow) => (to - from) / (residual + MAX_RESIDUAL / 5);
  const best: DissolveWindow[] = [];
  let reachesTo = Number.NEGATIVE_INFINITY;
  for (const window of windows.toSorted((a, b) => a.from - b.from)) {
    if (window.from > reachesTo) best.push(window);
    else if (merit(window) > merit(best.at(-1)!)) best[best.length - 1] = window;
    reachesTo = Math.max(reachesTo, window.to);
  }
  return best;
}

/** Takes the frames off both ends that still, or already, show one scene alone. */
function narrowed(frames: readonly Thumbnail[], window: DissolveWindow): DissolveWindow {
  const shareAt = (i: number) => mixture(frames[window.from]!, frames[window.to]!, frames[i]!).share;
  let { from, to } = window;
  while (from + 2 < to && shareAt(from + 1) < 1 - ALONE_SHARE) from++;
  while (to - 2 > from && shareAt(to - 1) > ALONE_SHARE) to--;
  return { ...window, from, to };
}

/**
 * Dissolves: windows whose frames are a monotone mixture of their first and last.
 * @param isTaken whether another change lies in a window of frames
 */
export function findDissolves(
  frames: readonly Thumbnail[],
  isTaken: (from: number, to: number) => boolean,
): GradualChange[] {
  const found: DissolveWindow[] = [];
  for (const length of WINDOW_FRAMES) {
    const step = Math.max(1, length >> 2);
    for (let from = 0; from + length < frames.length; from += step) {
      const to = from + length;
      if (isTaken(from, to)) continue;
      const residual = dissolveResidual(frames, from, to);
      if (residual !== null) found.push({ from, to, residual });
    }
  }
  return bestPerOverlap(found)
    .map((window) => narrowed(frames, window))
    .map(({ from, to, residual }) => ({
      kind: 'dissolve',
      from,
      to,
      confidence: clamp(0.5 + 0.5 * ramp(residual, MAX_RESIDUAL, 0)),
    }));
}
