import { writeFile } from 'node:fs/promises';
import { inputArgs, runFfmpeg } from '../ffmpeg/ffmpeg.ts';
import { frameCollector } from '../frames/frame-collector.ts';
import { MediaError } from '../media-error.ts';
import { probeVideo } from '../probe/probe.ts';
import { displaySize } from '../probe/video-metadata.ts';
import { drawText, GLYPH_HEIGHT, GLYPH_WIDTH, type RgbImage } from './bitmap-font.ts';
import { encodePng } from './png.ts';

/** One column: a clip and what is written over it. */
export interface ContactSheetColumn {
  path: string;
  /** A newline starts another line; letters become capitals. */
  caption: string;
  /** The stretch to show, milliseconds; default the whole clip. */
  startMs?: number;
  durationMs?: number;
}

export interface ContactSheetOptions {
  /** Moments per clip, evenly spread, default 3. */
  rows?: number;
  /** Width of a cell in pixels, default 320; its height follows the first clip. */
  cellWidth?: number;
  signal?: AbortSignal | undefined;
}

const GAP = 6;
const TEXT_SCALE = 2;
const LINE_HEIGHT = (GLYPH_HEIGHT + 2) * TEXT_SCALE;
const BACKGROUND = 24;
const TEXT_COLOUR = [240, 240, 240] as const;

/** The frames of one column, each fitted into the cell with bars, by a single ffmpeg with one seek per row. */
async function columnFrames(
  column: ContactSheetColumn,
  cell: { width: number; height: number },
  rows: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array[]> {
  const metadata = await probeVideo(column.path, { signal });
  if (metadata === null) throw new MediaError('BAD_OUTPUT', `no video stream in ${column.path}`);
  const start = column.startMs ?? 0;
  const length = column.durationMs ?? metadata.durationMs - start;
  const fit =
    `scale=${cell.width}:${cell.height}:force_original_aspect_ratio=decrease:flags=area,` +
    `pad=${cell.width}:${cell.height}:-1:-1:color=black,setsar=1`;
  const collectors = Array.from({ length: rows }, () => frameCollector(cell.width * cell.height * 3));
  const inputs = collectors.flatMap((_, row) =>
    inputArgs(column.path, { startMs: start + (length * (row + 0.5)) / rows }),
  );
  const outputs = collectors.flatMap((_, row) => [
    ...['-map', `${row}:v:0`, '-vf', fit, '-frames:v', '1', '-pix_fmt', 'rgb24'],
    ...['-f', 'rawvideo', `pipe:${3 + row}`],
  ]);
  await runFfmpeg([...inputs, ...outputs], {
    timeoutMs: 60_000,
    signal,
    pipes: collectors.map(({ sink }) => sink),
  });
  // A clip of one frame has nothing in its later rows; they stay empty.
  return collectors.flatMap(({ frames }) => frames.slice(0, 1));
}

function paste(
  sheet: RgbImage,
  cell: { width: number; height: number },
  rgb: Uint8Array,
  x: number,
  y: number,
): void {
  const stride = cell.width * 3;
  for (let row = 0; row < cell.height; row++) {
    sheet.rgb.set(rgb.subarray(row * stride, (row + 1) * stride), ((y + row) * sheet.width + x) * 3);
  }
}

/** The caption's lines, cut to the cell's width with two dots. */
function captionLines(caption: string, cellWidth: number): string[] {
  const fitting = Math.floor(cellWidth / (GLYPH_WIDTH * TEXT_SCALE));
  return caption
    .split('\n')
    .map((line) => (line.length <= fitting ? line : `${line.slice(0, Math.max(0, fitting - 2))}..`));
}

/**
 * Writes one PNG that shows clips side by side: a captioned column per clip, a row per moment.
 * @param columns one or more, any sizes and shapes, such as example, footage, candidates
 * @throws MediaError as `runFfmpeg` and `probeVideo`
 */
export async function writeContactSheet(
  columns: readonly ContactSheetColumn[],
  outputPath: string,
  options: ContactSheetOptions = {},
): Promise<{ width: number; height: number }> {
  const rows = options.rows ?? 3;
  const first = columns[0] && (await probeVideo(columns[0].path, { signal: options.signal }));
  if (!first) throw new MediaError('BAD_OUTPUT', 'a contact sheet needs at least one clip with a picture');
  const shape = displaySize(first);
  const width = options.cellWidth ?? 320;
  const cell = { width, height: Math.round((width * shape.height) / shape.width) };
  const captions = columns.map((column) => captionLines(column.caption, cell.width));
  const top = GAP + Math.max(...captions.map((lines) => lines.length)) * LINE_HEIGHT;
  const sheet: RgbImage = {
    width: GAP + columns.length * (cell.width + GAP),
    height: top + rows * (cell.height + GAP),
    rgb: new Uint8Array(0),
  };
  sheet.rgb = new Uint8Array(sheet.width * sheet.height * 3).fill(BACKGROUND);
  for (const [index, column] of columns.entries()) {
    const x = GAP + index * (cell.width + GAP);
    captions[index]!.forEach((line, i) => {
      drawText(sheet, line, { x, y: GAP + i * LINE_HEIGHT }, TEXT_SCALE, TEXT_COLOUR);
    });
    const frames = await columnFrames(column, cell, rows, options.signal);
    frames.forEach((rgb, row) => {
      paste(sheet, cell, rgb, x, top + row * (cell.height + GAP));
    });
  }
  await writeFile(outputPath, encodePng(sheet));
  return { width: sheet.width, height: sheet.height };
}
