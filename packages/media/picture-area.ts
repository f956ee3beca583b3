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

/** Brightest value that any sampled frame has in each row and column. */
function brightestLines(frames: readonly Uint8Array[]): { rows: Uint8Array; columns: Uint8Array } {
  const rows = new Uint8Array(LOW_HEIGHT);
  const columns = new Uint8Array(LOW_WIDTH);
  for (let f = 0; f < frames.length; f += EVERY_NTH_FRAME) {
    const rgb = frames[f]!;
    for (let y = 0, i = 0; y < LOW_HEIGHT; y++) {
      for (let x = 0; x < LOW_WIDTH; x++, i += 3) {
        const brightest = Math.max(rgb[i]!, rgb[i + 1]!, rgb[i + 2]!);
        if (brightest > rows[y]!) rows[y] = brightest;
        if (brightest > columns[x]!) columns[x] = brightest;
      }
    }
  }
  return { rows, columns };
}

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

/** Finds the picture between constant black bars; the whole frame when there are none. */
export function findPictureArea(frames: readonly Uint8Array[]): PictureArea {
  const { rows, columns } = brightestLines(frames);
  const vertical = barsOf(rows);
  const horizontal = barsOf(columns);
  return {
    top: vertical.before,
    bottom: LOW_HEIGHT - vertical.after,
    left: horizontal.before,
    right: LOW_WIDTH - horizontal.after,
  };
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
