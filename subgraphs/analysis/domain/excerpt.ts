import { mean, median, standardDeviation } from '@effect-studio/media/statistics';
import type { SceneChange } from '@effect-studio/schema/media/analysis';
import { NumberColumns } from './look/number-columns.ts';

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
interface Stretch {
  histogram: Float64Array;
  meanLuma: Float64Array;
  spread: Float64Array;
}

/**
 * Chooses the stretch on which candidates are compared: typical of the clip, without scene changes
 * and black where that is possible. Earliest of equals; the whole clip when it is shorter than asked.
 * Frames come one by one; of their histograms only sums over quarters of a second are kept.
 */
export class ExcerptFinder {
  readonly #excerptMs: number;
  /** How far into a cell of the grid windows end. */
  readonly #restMs: number;
  readonly #frames = new NumberColumns(['ptsMs', 'meanLuma', 'spread']);
  /** Sums of histograms: two per cell of the grid, split where windows end. */
  readonly #sums: (Float64Array | undefined)[] = [];

  constructor(excerptMs = DEFAULT_EXCERPT_MS) {
    this.#excerptMs = excerptMs;
    this.#restMs = excerptMs % GRID_MS;
  }

  /** Frames so far. */
  get frameCount(): number {
    return this.#frames.length;
  }

  /** Mean luma of every frame. */
  get meanLuma(): Float64Array {
    return this.#frames.of('meanLuma');
  }

  /** Takes the next frame. */
  add({ histogram, meanLuma, spread }: FrameSummary, ptsMs: number): void {
    this.#frames.add({ ptsMs, meanLuma, spread });
    const cell = Math.max(0, Math.floor(ptsMs / GRID_MS));
    const half = this.#restMs > 0 && ptsMs - cell * GRID_MS >= this.#restMs ? 1 : 0;
    const sum = this.#sums[2 * cell + half] ?? new Float64Array(histogram.length);
    this.#sums[2 * cell + half] = sum;
    for (let bin = 0; bin < sum.length; bin++) sum[bin]! += histogram[bin]!;
  }

  /** @param changes of scene, in order of time @param clipMs length of the clip */
  choose(changes: readonly SceneChange[], clipMs: number): { startMs: number; durationMs: number } {
    const excerptMs = this.#excerptMs;
    if (clipMs <= excerptMs) return { startMs: 0, durationMs: Math.max(1, clipMs) };
    const whole = summaryOf(this.#stretch(0, this.#frames.length, 0, this.#sums.length));
    const ptsMs = this.#frames.of('ptsMs');
    let best = { startMs: 0, value: Number.POSITIVE_INFINITY };
    let [first, last] = [0, 0];
    for (let startMs = 0; startMs + excerptMs <= clipMs; startMs += GRID_MS) {
      const endMs = startMs + excerptMs;
      while (first < ptsMs.length && ptsMs[first]! < startMs) first++;
      while (last < ptsMs.length && ptsMs[last]! < endMs) last++;
      if (last <= first) continue;
      const untilCell = 2 * Math.floor(endMs / GRID_MS) + (this.#restMs > 0 ? 1 : 0);
      const window = this.#stretch(first, last, (2 * startMs) / GRID_MS, untilCell);
      const touched = changes.filter(
        (change) => change.endMs > startMs - CHANGE_MARGIN_MS && change.startMs < endMs + CHANGE_MARGIN_MS,
      ).length;
      const value = penalty(window, whole, touched);
      if (value < best.value - EQUAL_WITHIN) best = { startMs, value };
    }
    return { startMs: best.startMs, durationMs: excerptMs };
  }

  #stretch(first: number, last: number, fromCell: number, untilCell: number): Stretch {
    const bins = this.#sums.find((sum) => sum)?.length ?? 0;
    const histogram = new Float64Array(bins);
    for (let cell = fromCell; cell < Math.min(untilCell, this.#sums.length); cell++) {
      const sum = this.#sums[cell];
      if (sum) for (let bin = 0; bin < bins; bin++) histogram[bin]! += sum[bin]! / (last - first);
    }
    return {
      histogram,
      meanLuma: this.#frames.of('meanLuma').subarray(first, last),
      spread: this.#frames.of('spread').subarray(first, last),
    };
  }
}

function summaryOf({ histogram, meanLuma, spread }: Stretch) {
  const steps = meanLuma.subarray(1).map((luma, i) => Math.abs(luma - meanLuma[i]!) + spread[i + 1]! / 50);
  return { histogram, spread: median(spread), liveliness: mean(steps) };
}

/** Lower is better; 0 is a window that looks like the clip as a whole. */
function penalty(window: Stretch, whole: ReturnType<typeof summaryOf>, touchedChanges: number): number {
  const { histogram, spread, liveliness } = summaryOf(window);
  const unlike = histogram.reduce((sum, share, bin) => sum + Math.abs(share - whole.histogram[bin]!), 0) / 6;
  const dull = Math.max(0, whole.spread - spread) / 60 + Math.max(0, whole.liveliness - liveliness) / 4;
  const isEmpty = (luma: number, i: number) => luma < EMPTY_LUMA || window.spread[i]! < EMPTY_SPREAD;
  const empty = window.meanLuma.filter(isEmpty).length / window.meanLuma.length;
  const uneasy = standardDeviation(window.meanLuma) / 100;
  return unlike + dull + uneasy + 3 * empty + 2 * touchedChanges;
}
