import { type GridCell, writeGridSheet } from '@effect-studio/media/derived/grid-sheet';
import { readFrames } from '@effect-studio/media/frames/frames';
import { lumaOfRgb24, meanAbsoluteDifference } from '@effect-studio/media/frames/luma';
import { paceOf } from '@effect-studio/media/pace';
import { displaySize } from '@effect-studio/media/probe/video-metadata';
import type { PreparedClip, RenderedEffect } from './render-effects.ts';

const VARIANTS = ['fast', 'balanced', 'fine'] as const;
/** Places of the excerpt from which one is shown: where the effect shows most, since some come in bursts. */
const MOMENTS = [0.55, 0.2, 0.32, 0.44, 0.68, 0.8, 0.92] as const;
const MOMENT = MOMENTS[0];

/** One row per effect type: the footage, then its workflows. */
export async function writeEffectsSheet(
  footage: PreparedClip,
  example: PreparedClip,
  rendered: readonly RenderedEffect[],
  options: { path: string; excerptMs: number; cellWidth: number },
): Promise<{ width: number; height: number }> {
  const { startMs } = footage.analysis.excerpt;
  const lengthMs = Math.min(options.excerptMs, footage.metadata.durationMs - startMs);
  const before: GridCell = { path: footage.path, caption: 'FOOTAGE', atMs: startMs + MOMENT * lengthMs };
  const shown: GridCell = {
    path: example.path,
    caption: 'EXAMPLE',
    atMs: MOMENT * example.metadata.durationMs,
  };
  const cellsOf = async (one: RenderedEffect): Promise<GridCell> => {
    const { composite } = one.evaluation;
    const caption = `${one.workflow.id} ${one.timesDecode.toFixed(1)}x ${composite.toFixed(2)}`;
    const factor = paceOf(one.workflow.effectTypeId, lengthMs)?.durationFactor ?? 1;
    const moment = factor === 1 ? await liveliest(one.path, footage.path, startMs, lengthMs) : MOMENT;
    return { path: one.path, caption, atMs: moment * lengthMs * factor };
  };
  const rows: (GridCell | null)[][] = [];
  for (const workflows of Map.groupBy(rendered, ({ workflow }) => workflow.effectTypeId).values()) {
    const cells: (GridCell | null)[] = [rows.length === 1 ? shown : before];
    for (const variant of VARIANTS) {
      const one = workflows.find(({ workflow }) => workflow.variant === variant);
      cells.push(one ? await cellsOf(one) : null);
    }
    rows.push(cells);
  }
  const { width, height } = displaySize(footage.metadata);
  return writeGridSheet(rows, options.path, {
    cellWidth: options.cellWidth,
    aspect: Math.max(1, width / height),
  });
}

/** The moment at which a rendering differs most from its footage, clearly; else the first. */
async function liveliest(
  output: string,
  footage: string,
  startMs: number,
  lengthMs: number,
): Promise<number> {
  const differences: number[] = [];
  for (const moment of MOMENTS) {
    const [one, other] = await Promise.all([
      thumbnailAt(output, moment * lengthMs),
      thumbnailAt(footage, startMs + moment * lengthMs),
    ]);
    differences.push(one && other ? meanAbsoluteDifference(lumaOfRgb24(one), lumaOfRgb24(other)) : 0);
  }
  const most = Math.max(...differences);
  return most > 1.2 * differences[0]! ? MOMENTS[differences.indexOf(most)]! : MOMENT;
}

async function thumbnailAt(path: string, startMs: number): Promise<Uint8Array | undefined> {
  const frames = await readFrames(path, {
    ...{ nativeWidth: 2, nativeHeight: 2, nativeEvery: 0, startMs, durationMs: 60 },
  }).catch(() => null);
  return frames?.low[0];
}
