import { formatPercent } from '@effect-studio/web-kit/format.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { LoopVideo } from '@effect-studio/web-kit/video/loop-video.tsx';
import { approvals as en } from '../../words/en/approvals.ts';
import classes from './near-duplicates-panel.module.css';
import type { ReviewItem } from './review-view.tsx';

/** Warns of published effects that do nearly the same; nothing where there are none. */
export function NearDuplicatesPanel({ item }: { item: ReviewItem }) {
  const found = item.run.nearDuplicates ?? [];
  if (found.length === 0) return null;
  return (
    <Panel title={en.nearlyTheSameIsPublished} note={en.theNearestFirst}>
      <ul className={classes.list}>
        {found.map(({ distance, isSame, effect }) => (
          <li key={effect.id}>
            {effect.previewUrl && (
              <LoopVideo
                className={classes.picture}
                src={effect.previewUrl}
                label={en.previewOfThePublished(effect.title)}
              />
            )}
            <div>
              <a href={hashHref('gallery', effect.id)}>{effect.title}</a>
              <p className={classes.muted}>{en.byUsed(effect.creator.displayName, effect.useCount)}</p>
            </div>
            <Chip tone="warn">{isSame ? en.exactlyTheSame : en.alike(formatPercent(1 - distance))}</Chip>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
