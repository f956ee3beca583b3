import type { StageClip } from '@effect-studio/web-kit/video/compare.tsx';
import type { RunPartsFragment } from '../../../generated/graphql.ts';
import type { ClipMedia } from './use-clip-media.ts';

type Shown = RunPartsFragment['candidates'][number];

const DEFAULT_RATIO = 16 / 9;
const DEFAULT_FRAME_RATE = 25;

/** What is on the stage: the example, the footage, and the version; the winner's result once there is one. */
export function stageClips(
  run: RunPartsFragment,
  shown: Shown | null,
  winnerTaskId: string | null,
  media: { example: ClipMedia; footage: ClipMedia },
) {
  const { example, footage } = run;
  const { width, height } = footage;
  const isFull = run.resultUrl && (shown === null || shown.task.id === winnerTaskId);
  const name = shown?.provider.name ?? run.winner?.provider.name ?? 'Result';
  const version: StageClip | null = isFull
    ? // It is the footage with another look: the same moments.
      {
        src: run.resultUrl!,
        label: `${name} · ${run.footageTrim ? 'trimmed' : 'full length'}`,
        startSeconds: run.footageTrim?.startSeconds ?? 0,
        sheet: media.footage.sheet,
        sheetPart: partOf(run),
      }
    : shown?.outputUrl
      ? {
          src: shown.outputUrl,
          label: `${name} · excerpt`,
          startSeconds: run.footageExcerpt?.startSeconds ?? 0,
        }
      : null;
  return {
    example: clip(example, media.example, 'Your example'),
    footage: clip(footage, media.footage, 'The footage'),
    version,
    ratio: width && height ? width / height : DEFAULT_RATIO,
    frameRate: footage.frameRate ?? DEFAULT_FRAME_RATE,
  };
}

/** What of the footage the result shows; nothing where that is all of it, or its length is not known. */
function partOf({ footageTrim, footage }: RunPartsFragment): StageClip['sheetPart'] {
  if (!footageTrim || !footage.durationMs) return undefined;
  const seconds = footage.durationMs / 1_000;
  const { startSeconds, durationSeconds } = footageTrim;
  return { from: startSeconds / seconds, to: (startSeconds + durationSeconds) / seconds };
}

function clip(
  of: { proxyUrl?: string | null; posterUrl?: string | null } | null | undefined,
  media: ClipMedia,
  label: string,
): StageClip | null {
  return of?.proxyUrl ? { src: of.proxyUrl, poster: of.posterUrl, label, ...media } : null;
}
