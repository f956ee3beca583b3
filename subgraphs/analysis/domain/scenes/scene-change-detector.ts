import type { SceneChange } from '@effect-studio/schema/media/analysis';
import { isEmptyFrame } from './gradual-changes.ts';
import { findSceneChanges, type PlacedChange } from './scene-changes.ts';
import type { Thumbnail } from './thumbnail.ts';

/** Frames looked at together, and how many of them on each side only help to judge the others. */
const RUN_FRAMES = 1_000;
const MARGIN_FRAMES = 120;
/** Black or white that lasts longer than this says nothing new; a fade must fit into a margin. */
const EMPTY_FRAMES_KEPT = 40;

/**
 * Finds changes of scene in frames that come one by one. Looks at overlapping runs of a thousand frames, so that
 * memory does not grow with the clip (about 30 MB); a change counts where its middle lies clear of a run's margins.
 */
export class SceneChangeDetector {
  #frames: Thumbnail[] = [];
  #ptsMs: number[] = [];
  /** Place from which changes of the present run count. */
  #countFrom = 0;
  #isStart = true;
  #emptyInARow = 0;
  readonly #found: SceneChange[] = [];

  /** Takes the next frame. @param ptsMs its presentation time in milliseconds; uneven ones are fine */
  add(frame: Thumbnail, ptsMs: number): void {
    this.#emptyInARow = isEmptyFrame(frame) ? this.#emptyInARow + 1 : 0;
    if (this.#emptyInARow > EMPTY_FRAMES_KEPT) {
      // The last empty frame stands for all that are left out: a fade then ends at the right time.
      this.#frames[this.#frames.length - 1] = frame;
      this.#ptsMs[this.#ptsMs.length - 1] = ptsMs;
      return;
    }
    this.#frames.push(frame);
    this.#ptsMs.push(ptsMs);
    if (this.#frames.length >= RUN_FRAMES) this.#settle(false);
  }

  /** The changes of the whole clip, in order of time. */
  finish(): SceneChange[] {
    this.#settle(true);
    return this.#found;
  }

  #settle(isEnd: boolean): void {
    const countTo = isEnd ? Number.POSITIVE_INFINITY : this.#frames.length - MARGIN_FRAMES;
    for (const change of findSceneChanges(this.#frames, { isStart: this.#isStart, isEnd })) {
      const middle = (change.from + change.to) / 2;
      if (middle >= this.#countFrom && middle < countTo) this.#found.push(this.#timed(change));
    }
    if (isEnd) return;
    const dropped = this.#frames.length - 2 * MARGIN_FRAMES;
    this.#frames = this.#frames.slice(dropped);
    this.#ptsMs = this.#ptsMs.slice(dropped);
    this.#countFrom = MARGIN_FRAMES;
    this.#isStart = false;
  }

  #timed({ kind, from, to, confidence }: PlacedChange): SceneChange {
    const [startMs, endMs] = [this.#ptsMs[from]!, this.#ptsMs[to]!];
    return { kind, timeMs: this.#ptsMs[(from + to) >> 1]!, startMs, endMs, confidence };
  }
}
