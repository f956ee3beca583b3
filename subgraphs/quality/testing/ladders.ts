/** Six kinds of damage in five rising degrees each, as ffmpeg filters and encoder options. */
export interface Ladder {
  kind: string;
  /** Mildest first. */
  steps: readonly { filters?: string; encode?: readonly string[] }[];
}

const filtered = (filters: readonly string[]) => filters.map((one) => ({ filters: one }));

export const LADDERS: readonly Ladder[] = [
  { kind: 'blur', steps: filtered([0.8, 1.5, 3, 6, 12].map((sigma) => `gblur=${sigma}`)) },
  {
    kind: 'compression',
    steps: [30, 36, 41, 46, 51].map((crf) => ({
      encode: ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', `${crf}`, '-pix_fmt', 'yuv420p'],
    })),
  },
  {
    kind: 'noise',
    steps: filtered([6, 12, 22, 36, 60].map((level) => `noise=alls=${level}:allf=t:all_seed=3`)),
  },
  {
    kind: 'banding',
    steps: filtered([12, 20, 30, 42, 56].map((step) => `lutyuv=y='floor(val/${step})*${step}+${step / 2}'`)),
  },
  { kind: 'freezing', steps: filtered([20, 12, 8, 4, 2].map((fps) => `fps=${fps},fps=25`)) },
  {
    kind: 'flicker',
    steps: filtered(
      [0.01, 0.025, 0.05, 0.09, 0.15].map((light) => `eq=brightness='${light}*sin(n*2.1)':eval=frame`),
    ),
  },
];

/** Rank correlation (Spearman 1904) of values without ties. */
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
