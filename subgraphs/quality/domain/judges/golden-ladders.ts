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
