/** Rank correlation (Spearman 1904) of values without ties; with ties it is a lower bound of no meaning. */
export function spearman(one: readonly number[], other: readonly number[]): number {
  const ranks = (values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    return values.map((value) => sorted.indexOf(value));
  };
  const [a, b] = [ranks(one), ranks(other)];
  const squares = a.reduce((sum, rank, i) => sum + (rank - b[i]!) ** 2, 0);
  const n = one.length;
  return 1 - (6 * squares) / (n * (n * n - 1));
}

/** Chance that a good one scores above a bad one; ties count half (Mann and Whitney 1947). */
export function areaUnderCurve(good: readonly number[], bad: readonly number[]): number {
  let wins = 0;
  for (const one of good) for (const other of bad) wins += one > other ? 1 : one === other ? 0.5 : 0;
  return wins / (good.length * bad.length);
}
