import { mean, standardDeviation } from '@effect-studio/media/statistics';
import { blockGrid, changeOfBlocks, type Grey, unexplainedByMotion } from './block-search.ts';

/** Frames that follow one another: the middle one is explained by its neighbours. */
export const RUN_FRAMES = 3;
/** A block moves where its neighbours' frames differ by this many steps there. */
const MOVING_FROM = 2.5;

/** What a clip's frames are made of, seen over three that follow one another. */
export interface MotionResidual {
  /** Mean difference of a block from the best place in the frame before or after, in shares of the picture's contrast. */
  unexplained: number;
  /**
   * In blocks that move: that difference over half of the change between the frames around, 0 to 1. Near 1 where two
   * pictures are mixed (ghosts) or torn, and what stands in the one stands in neither; low where things went their way.
   */
  ghosting: number;
  /** Share of blocks that move. */
  movingShare: number;
}

/** Measures runs of three frames one by one, and means over them. */
export class MotionResidualMeter {
  readonly #size: { width: number; height: number };
  readonly #waiting: Uint8Array[] = [];
  readonly #unexplained: number[] = [];
  readonly #ghosting: number[] = [];
  #moving = 0;
  #blocks = 0;

  constructor(size: { width: number; height: number }) {
    this.#size = size;
  }

  /** Takes the next frame; every third completes a run. */
  add(grey: Uint8Array): void {
    this.#waiting.push(grey);
    if (this.#waiting.length < RUN_FRAMES) return;
    const [before, middle, after] = this.#waiting
      .splice(0, RUN_FRAMES)
      .map((pixels): Grey => ({ pixels, ...this.#size })) as [Grey, Grey, Grey];
    const fromBefore = unexplainedByMotion(middle, before);
    const fromAfter = unexplainedByMotion(middle, after);
    const change = changeOfBlocks(before, after);
    const contrast = standardDeviation(middle.pixels) + 1;
    const { columns, rows } = blockGrid(middle);
    for (let block = 0; block < columns * rows; block++) {
      // What is covered in the one is seen in the other.
      const residual = Math.min(fromBefore[block]!, fromAfter[block]!);
      this.#unexplained.push(residual / contrast);
      if (change[block]! < MOVING_FROM) continue;
      this.#moving += 1;
      this.#ghosting.push(Math.min(1, residual / (change[block]! / 2)));
    }
    this.#blocks += columns * rows;
  }

  result(): MotionResidual {
    return {
      unexplained: mean(this.#unexplained),
      ghosting: mean(this.#ghosting),
      movingShare: this.#blocks === 0 ? 0 : this.#moving / this.#blocks,
    };
  }
}

/** What a candidate's frames are made of beyond what its footage's own are. */
export interface MotionExcess {
  unexplainedMotion: number;
  ghosting: number;
  /** Of the candidate. */
  movingShare: number;
}

/** @param given of the footage's own frames @param own of the candidate's */
export const motionExcess = (given: MotionResidual, own: MotionResidual): MotionExcess => ({
  unexplainedMotion: Math.max(0, own.unexplained - given.unexplained),
  ghosting: Math.max(0, own.ghosting - given.ghosting),
  movingShare: own.movingShare,
});
