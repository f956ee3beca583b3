import type { WorkflowDefinitionDocument } from '@effect-studio/schema/workflows/definition';

/** A clip as far as its rendering's length depends on it. */
export interface ClipSize {
  width: number;
  height: number;
  frameRate: number;
  durationMs: number;
}

/**
 * What a render is expected to take by a definition's own figures.
 * @returns `busyMs` of machine time; `workUnits` in output seconds × megapixels, as runs are planned with
 */
export function estimateRender(
  { cost }: Pick<WorkflowDefinitionDocument, 'cost'>,
  { width, height, frameRate, durationMs }: ClipSize,
): { busyMs: number; workUnits: number } {
  const megapixels = (width * height) / 1_000_000;
  const seconds = durationMs / 1_000;
  const pixels = megapixels * seconds * frameRate;
  return {
    busyMs: Math.round((cost.fixedSeconds + cost.secondsPerMegapixel * pixels) * 1_000),
    workUnits: seconds * megapixels,
  };
}
