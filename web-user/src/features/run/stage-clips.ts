import type { RunPartsFragment } from '../../../generated/graphql.ts';
import type { StageClip } from './compare-stage.tsx';

type Shown = RunPartsFragment['candidates'][number];

const DEFAULT_RATIO = 16 / 9;
const DEFAULT_FRAME_RATE = 25;

/** What is on the stage: the example, the footage, and the version; the winner in full length once there is one. */
export function stageClips(run: RunPartsFragment, shown: Shown | null, winnerTaskId: string | null) {
  const { example, footage } = run;
  const { width, height } = footage;
  const isFull = run.resultUrl && (shown === null || shown.task.id === winnerTaskId);
  const name = shown?.provider.name ?? run.winner?.provider.name ?? 'Result';
  const version: StageClip | null = isFull
    ? { src: run.resultUrl!, label: `${name} · full length` }
    : shown?.outputUrl
      ? {
          src: shown.outputUrl,
          label: `${name} · excerpt`,
          startSeconds: run.footageExcerpt?.startSeconds ?? 0,
        }
      : null;
  return {
    example: clip(example?.proxyUrl, example?.posterUrl, 'Your example'),
    footage: clip(footage.proxyUrl, footage.posterUrl, 'The footage'),
    version,
    ratio: width && height ? width / height : DEFAULT_RATIO,
    frameRate: footage.frameRate ?? DEFAULT_FRAME_RATE,
  };
}

function clip(
  src: string | null | undefined,
  poster: string | null | undefined,
  label: string,
): StageClip | null {
  return src ? { src, poster, label } : null;
}
