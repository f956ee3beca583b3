import type { Random } from '../../statistics/seeded-random.ts';

/** How a forest is grown. */
export interface ForestOptions {
  /** Default 200. */
  trees: number;
  /** Rows that each tree is grown from (ψ), default 256; all when there are fewer. */
  sampleSize: number;
  /** Deepest level, default ⌈log₂ ψ⌉: what lies deeper is ordinary anyway. */
  maxDepth?: number;
  /** Index of a row that every tree is grown from; the others are drawn. A row is judged as one of the crowd. */
  alwaysWith?: number;
}

/** A node without `left` is a leaf of `size` rows. */
interface Branch {
  feature: number;
  /** Rows with a smaller value go left. */
  at: number;
  left: Branch | Leaf;
  right: Branch | Leaf;
}
interface Leaf {
  size: number;
}

/** Trees and the number of rows that each was grown from. */
export interface IsolationForest {
  readonly trees: readonly (Branch | Leaf)[];
  readonly sampleSize: number;
}

export const FOREST_DEFAULTS: Readonly<ForestOptions> = Object.freeze({ trees: 200, sampleSize: 256 });

/**
 * Average path length of an unsuccessful search in a binary search tree of `size` nodes, c(n) = 2H(n−1) − 2(n−1)/n
 * (Liu, Ting & Zhou, Isolation Forest, ICDM 2008, eq. 1), with the harmonic number added up exactly.
 */
export function averagePathLength(size: number): number {
  if (size <= 1) return 0;
  let harmonic = 0;
  for (let term = 1; term < size; term += 1) harmonic += 1 / term;
  return 2 * harmonic - (2 * (size - 1)) / size;
}

/**
 * Grows an isolation forest (Liu, Ting & Zhou 2008): each tree splits its sample at a random place of a random
 * feature, features that do not vary within a node being passed over. The same rows, options and stream of random
 * numbers grow the same forest.
 * @param rows of equal length, at least one
 */
export function growForest(
  rows: readonly (readonly number[])[],
  random: Random,
  options: Partial<ForestOptions> = {},
): IsolationForest {
  const { trees, sampleSize: asked, alwaysWith } = { ...FOREST_DEFAULTS, ...options };
  const sampleSize = Math.min(asked, rows.length);
  const maxDepth = options.maxDepth ?? Math.ceil(Math.log2(Math.max(2, sampleSize)));
  return {
    sampleSize,
    trees: Array.from({ length: trees }, () =>
      grow(drawRows(rows, sampleSize, random, alwaysWith), maxDepth, random),
    ),
  };
}

/**
 * How easily a row is told from the others: 2^(−E(path) ÷ c(ψ)) (Liu, Ting & Zhou 2008, eq. 2).
 * @returns 0 to 1; near 1 is an anomaly, 0.5 when there is nothing to tell rows apart by
 */
export function isolationScore(forest: IsolationForest, row: readonly number[]): number {
  const normal = averagePathLength(forest.sampleSize);
  if (normal === 0) return 0.5;
  return 2 ** (-expectedDepth(forest, row) / normal);
}

/** Mean depth at which the forest isolates a row; rows that share a leaf count as if it were split further. */
export function expectedDepth(forest: IsolationForest, row: readonly number[]): number {
  let sum = 0;
  for (const tree of forest.trees) {
    let node = tree;
    let depth = 0;
    while ('left' in node) {
      node = (row[node.feature] ?? 0) < node.at ? node.left : node.right;
      depth += 1;
    }
    sum += depth + averagePathLength(node.size);
  }
  return sum / forest.trees.length;
}

/** Without replacement (Fisher & Yates, stopped early). */
function drawRows(
  rows: readonly (readonly number[])[],
  count: number,
  random: Random,
  alwaysWith: number | undefined,
): (readonly number[])[] {
  const pool = [...rows];
  let taken = 0;
  if (alwaysWith !== undefined) {
    [pool[0], pool[alwaysWith]] = [pool[alwaysWith]!, pool[0]!];
    taken = 1;
  }
  for (; taken < count; taken += 1) {
    const other = taken + Math.floor(random() * (pool.length - taken));
    [pool[taken], pool[other]] = [pool[other]!, pool[taken]!];
  }
  return pool.slice(0, count);
}

function grow(rows: readonly (readonly number[])[], levelsLeft: number, random: Random): Branch | Leaf {
  if (levelsLeft === 0 || rows.length <= 1) return { size: rows.length };
  const split = drawSplit(rows, random);
  if (!split) return { size: rows.length };
  const left = rows.filter((row) => row[split.feature]! < split.at);
  const right = rows.filter((row) => row[split.feature]! >= split.at);
  return { ...split, left: grow(left, levelsLeft - 1, random), right: grow(right, levelsLeft - 1, random) };
}

/** A place strictly within the range of a feature that varies; null when all rows are equal. */
function drawSplit(
  rows: readonly (readonly number[])[],
  random: Random,
): { feature: number; at: number } | null {
  const features = rows[0]!.map((_, feature) => feature);
  while (features.length > 0) {
    const [feature = 0] = features.splice(Math.floor(random() * features.length), 1);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const row of rows) {
      low = Math.min(low, row[feature]!);
      high = Math.max(high, row[feature]!);
    }
    if (high <= low) continue;
    const at = low + random() * (high - low);
    // At the very bottom nothing would go left.
    return { feature, at: at > low ? at : high };
  }
  return null;
}
