import { LOW_HEIGHT, LOW_WIDTH } from './frames.ts';

/** Rows and columns of a 160×90 frame that belong to the picture; ends are exclusive. */
export interface PictureArea {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

const BLACK_BELOW = 22;
/** Encoders leave a grey line at the very edge when a bar's height is odd. */
const EDGE_BLACK_BELOW = 64;
/** Bars lie on both sides and are equally thick; a dark ceiling is not a bar. */
const MAX_UNEVENNESS = 2;
const MAX_BAR_SHARE = 0.4;
const EVERY_NTH_FRAME = 8;

function barsOf(lines: Uint8Array): { before: number; after: number } {
  const limit = Math.floor(lines.length * MAX_BAR_SHARE);
  const isBlack = (i: number, distance: number) =>
    lines[i]! < (distance === 0 ? EDGE_BLACK_BELOW : BLACK_BELOW);
  let before = 0;
  while (before < lines.length && isBlack(before, before)) before++;
  let after = 0;
  while (after < lines.length && isBlack(lines.length - 1 - after, after)) after++;
  // One dim line alone is no bar.
  if (before === 1) before = 0;
  if (after === 1) after = 0;
  const isPair = before > 0 && after > 0 && before <= limit && Math.abs(before - after) <= MAX_UNEVENNESS;
  return isPair ? { before, after } : { before: 0, after: 0 };
}

/** Finds the picture between constant black bars in frames that come one by one; looks at every eighth. */
export class PictureAreaFinder {
  readonly #rows = new Uint8Array(LOW_HEIGHT);
  readonly #columns = new Uint8Array(LOW_WIDTH);
  #frames = 0;

  /** Takes the next 160×90 RGB frame. */
  add(rgb: Uint8Array): void {
    if (this.#frames++ % EVERY_NTH_FRAME !== 0) return;
    for (let y = 0, i = 0; y < LOW_HEIGHT; y++) {
      for (let x = 0; x < LOW_WIDTH; x++, i += 3) {
        const brightest = Math.max(rgb[i]!, rgb[i + 1]!, rgb[i + 2]!);
        if (brightest > this.#rows[y]!) this.#rows[y] = brightest;
        if (brightest > this.#columns[x]!) this.#columns[x] = brightest;
      }
    }
  }

  /** The whole frame when there are no bars. */
  area(): PictureArea {
    const vertical = barsOf(this.#rows);
    const horizontal = barsOf(this.#columns);
    return {
      top: vertical.before,
      bottom: LOW_HEIGHT - vertical.after,
      left: horizontal.before,
      right: LOW_WIDTH - horizontal.after,
    };
  }
}

/** {@link PictureAreaFinder} for frames that are all there. */
export function findPictureArea(frames: readonly Uint8Array[]): PictureArea {
  const finder = new PictureAreaFinder();
  for (const frame of frames) finder.add(frame);
  return finder.area();
}

/** The bars around the picture as shares of the frame. */
export function barShares(area: PictureArea) {
  return {
    top: area.top / LOW_HEIGHT,
    bottom: 1 - area.bottom / LOW_HEIGHT,
    left: area.left / LOW_WIDTH,
    right: 1 - area.right / LOW_WIDTH,
  };
}
