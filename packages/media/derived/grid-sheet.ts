import { writeFile } from 'node:fs/promises';
import { inputArgs, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { frameCollector } from '../frames/frame-collector.ts';
import { drawText, GLYPH_HEIGHT, GLYPH_WIDTH, type RgbImage } from './bitmap-font.ts';
import { encodePng } from './png.ts';

/** A cell of a grid sheet: one frame of a clip and what is written over it; null leaves the place empty. */
export interface GridCell {
  path: string;
  caption: string;
  atMs: number;
}

const GAP = 6;
const TEXT_SCALE = 2;
const LINE_HEIGHT = (GLYPH_HEIGHT + 2) * TEXT_SCALE;
const BACKGROUND = 24;
const TEXT_COLOUR = [240, 240, 240] as const;

async function frameOf(cell: GridCell, size: { width: number; height: number }): Promise<Uint8Array | null> {
  const { sink, frames } = frameCollector(size.width * size.height * 3);
  const fit =
    `scale=${size.width}:${size.height}:force_original_aspect_ratio=decrease:flags=area,` +
    `pad=${size.width}:${size.height}:-1:-1:color=black,setsar=1`;
  const output = ['-map', '0:v:0', '-vf', fit, '-frames:v', '1', '-pix_fmt', 'rgb24', '-f', 'rawvideo'];
  await runFfmpeg([...inputArgs(cell.path, { startMs: cell.atMs }), ...output, 'pipe:3'], {
    timeoutMs: 60_000,
    pipes: [sink],
  });
  return frames[0] ?? null;
}

/**
 * Writes one PNG with a frame per cell, row by row, each under its caption.
 * @param rows of cells; short rows end early
 * @param options.cellWidth pixels, default 340
 * @param options.aspect width over height of a cell, default 16∶9
 */
export async function writeGridSheet(
  rows: readonly (readonly (GridCell | null)[])[],
  outputPath: string,
  options: { cellWidth?: number; aspect?: number } = {},
): Promise<{ width: number; height: number }> {
  const width = options.cellWidth ?? 340;
  const size = { width, height: Math.round(width / (options.aspect ?? 16 / 9)) };
  const columns = Math.max(...rows.map((row) => row.length));
  const step = { x: size.width + GAP, y: size.height + LINE_HEIGHT + GAP };
  const sheet: RgbImage = {
    width: GAP + columns * step.x,
    height: GAP + rows.length * step.y,
    rgb: new Uint8Array(0),
  };
  sheet.rgb = new Uint8Array(sheet.width * sheet.height * 3).fill(BACKGROUND);
  const fitting = Math.floor(size.width / (GLYPH_WIDTH * TEXT_SCALE));
  for (const [r, row] of rows.entries()) {
    for (const [c, cell] of row.entries()) {
      if (cell === null) continue;
      const [x, y] = [GAP + c * step.x, GAP + r * step.y];
      drawText(sheet, cell.caption.slice(0, fitting), { x, y }, TEXT_SCALE, TEXT_COLOUR);
      const rgb = await frameOf(cell, size);
      for (let line = 0; rgb !== null && line < size.height; line++) {
        const pixels = rgb.subarray(line * size.width * 3, (line + 1) * size.width * 3);
        sheet.rgb.set(pixels, ((y + LINE_HEIGHT + line) * sheet.width + x) * 3);
      }
    }
  }
  await writeFile(outputPath, encodePng(sheet));
  return { width: sheet.width, height: sheet.height };
}
