import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { Compare } from '@effect-studio/web-kit/video/compare.tsx';
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { approvals as en } from '../../words/en/approvals.ts';
import { RESULT, stageVersions } from './review-clips.ts';
import classes from './review-stage.module.css';
import type { ReviewItem } from './review-view.tsx';
import { useClipMedia } from './use-clip-media.ts';

const DEFAULT_FRAME_RATE = 25;

/** The result, or another version of the run, against the example or the footage. */
export function ReviewStage({ item }: { item: ReviewItem }) {
  const { example, footage } = item.run;
  const media = { example: useClipMedia(example), footage: useClipMedia(footage) };
  const versions = stageVersions(item);
  const [shownKey, setShown] = useState(RESULT);
  const index = Math.max(
    0,
    versions.findIndex(({ key }) => key === shownKey),
  );
  const move = (by: number) =>
    setShown(versions[(index + by + versions.length) % versions.length]?.key ?? RESULT);
  useHotkeys({ 'shift ArrowLeft': () => move(-1), 'shift ArrowRight': () => move(1) });
  const ratio = footage.width && footage.height ? footage.width / footage.height : 16 / 9;
  return (
    <section className={classes.stage} aria-label={en.stage}>
      {versions.length > 1 && (
        <div className={classes.versions}>
          <SegmentedControl
            size="xs"
            aria-label={en.version}
            value={versions[index]?.key ?? RESULT}
            onChange={setShown}
            data={versions.map(({ key, name }) => ({ value: key, label: name }))}
          />
        </div>
      )}
      <Compare
        example={clipOf(example, media.example, en.example)}
        footage={clipOf(footage, media.footage, en.footage)}
        version={versions[index]?.clip ?? null}
        ratio={ratio}
        frameRate={footage.frameRate ?? DEFAULT_FRAME_RATE}
      />
    </section>
  );
}

function clipOf(
  clip: { proxyUrl?: string | null; posterUrl?: string | null } | null | undefined,
  media: ReturnType<typeof useClipMedia>,
  label: string,
) {
  return clip?.proxyUrl ? { src: clip.proxyUrl, poster: clip.posterUrl, label, ...media } : null;
}
