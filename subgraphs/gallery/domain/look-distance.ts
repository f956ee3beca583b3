import { STYLE_DESCRIPTOR_VERSION } from '@effect-studio/schema/media/style-descriptor';

/** Measures of a style descriptor, each with the difference that makes two looks plainly different. */
const PLAINLY_DIFFERENT: Readonly<Record<string, number>> = {
  key: 0.2,
  contrast: 0.2,
  saturation: 0.06,
  temperature: 0.05,
  tint: 0.04,
  cast: 0.05,
  vignette: 0.25,
  flicker: 10,
  grain: 5,
  sharpness: 0.4,
  edgeHardness: 0.4,
  bloom: 0.4,
  symmetry: 0.3,
  posterisation: 0.3,
  blockiness: 1,
};
/** Fewer measures than this say nothing of a look. */
const LEAST_MEASURES = 5;

/** Below this two looks are pointed out as nearly the same. */
export const NEARLY_THE_SAME = 0.15;

/**
 * How far apart two looks are: 0 for equal descriptors, 1 where measures differ plainly on the average. Root mean square over
 * the measures that both have, so that one that stands out counts more than many that hardly differ.
 * @returns null when the two cannot be compared: another version, or too few measures
 */
export function lookDistance(a: unknown, b: unknown): number | null {
  const [left, right] = [measuresOf(a), measuresOf(b)];
  if (!left || !right) return null;
  const squares = Object.entries(PLAINLY_DIFFERENT).flatMap(([name, scale]) => {
    const [x, y] = [left[name], right[name]];
    if (typeof x !== 'number' || typeof y !== 'number') return [];
    return [Math.min(1, Math.abs(x - y) / scale) ** 2];
  });
  if (squares.length < LEAST_MEASURES) return null;
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

/** Null for what is no descriptor of today's version. */
function measuresOf(descriptor: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof descriptor !== 'object' || descriptor === null) return null;
  const measures = descriptor as Record<string, unknown>;
  return measures.version === STYLE_DESCRIPTOR_VERSION ? measures : null;
}
