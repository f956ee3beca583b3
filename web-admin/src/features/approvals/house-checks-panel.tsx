import { formatScore } from '@effect-studio/web-kit/format.ts';
import { Chip, type Tone } from '@effect-studio/web-kit/ui/chip.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { LoopVideo } from '@effect-studio/web-kit/video/loop-video.tsx';
import type { HouseCheckStatus } from '../../../generated/graphql.ts';
import { approvals as en } from '../../words/en/approvals.ts';
import classes from './house-checks-panel.module.css';
import type { ReviewItem } from './review-view.tsx';

const STATES: Record<HouseCheckStatus, readonly [word: string, tone: Tone]> = {
  RENDERING: [en.isRendered, 'accent'],
  PASSED: [en.keepsTheFloor, 'good'],
  FAILED: [en.didNotPass, 'bad'],
};

/** Whether the result does for other clips what it did for this one; nothing where that is switched off. */
export function HouseChecksPanel({ item }: { item: ReviewItem }) {
  const checks = item.run.houseChecks ?? [];
  if (checks.length === 0) return null;
  return (
    <Panel title={en.onClipsOfTheHouse} note={en.atThePlatformsCost}>
      <ul className={classes.list}>
        {checks.map(({ clip, status, resultUrl, composite, cause }) => (
          <li key={clip}>
            {resultUrl ? (
              <LoopVideo className={classes.picture} src={resultUrl} label={en.onHouseClip(clip + 1)} />
            ) : (
              <span className={classes.picture} aria-hidden />
            )}
            <Chip tone={STATES[status][1]}>{STATES[status][0]}</Chip>
            {composite !== null && <strong>{formatScore(composite)}</strong>}
            {cause !== null && <p className={classes.cause}>{cause}</p>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
