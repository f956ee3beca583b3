import type { StageClip } from '@effect-studio/web-kit/video/compare.tsx';
import { approvals as en } from '../../words/en/approvals.ts';

/** Key of the result among the versions. */
export const RESULT = 'result';

/** What the versions of a reviewed run follow from. */
export interface Reviewed {
  resultUrl: string;
  run: {
    footageTrim?: { startSeconds: number } | null;
    footageExcerpt?: { startSeconds: number } | null;
    candidates: readonly {
      rank?: number | null;
      outputUrl?: string | null;
      provider: { name: string };
      task: { id: string };
    }[];
  };
}

/** A version that can be put on the stage. */
export interface StageVersion {
  key: string;
  /** Short enough for a tab. */
  name: string;
  clip: StageClip;
}

/** The result first, then the versions that it was chosen from, best first. */
export function stageVersions({ resultUrl, run }: Reviewed): StageVersion[] {
  const result: StageClip = {
    src: resultUrl,
    label: run.footageTrim ? en.resultTrimmed : en.resultFullLength,
    startSeconds: run.footageTrim?.startSeconds ?? 0,
  };
  const others = run.candidates.flatMap(({ rank, outputUrl, provider, task }) =>
    outputUrl && rank != null
      ? [
          {
            key: task.id,
            rank,
            name: `${rank} · ${provider.name}`,
            clip: {
              src: outputUrl,
              label: en.excerptOf(provider.name),
              startSeconds: run.footageExcerpt?.startSeconds ?? 0,
            },
          },
        ]
      : [],
  );
  others.sort((a, b) => a.rank - b.rank);
  return [{ key: RESULT, name: en.result, clip: result }, ...others];
}
