import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { Transport } from '@effect-studio/web-kit/video/transport.tsx';
import { useSynced } from '@effect-studio/web-kit/video/use-synced.ts';
import { SegmentedControl } from '@mantine/core';
import { type CSSProperties, useState } from 'react';
import { approvals as en } from '../../words/en/approvals.ts';
import classes from './review-stage.module.css';
import type { ReviewItem } from './review-view.tsx';

/** The example (or the footage) beside the result, played together. */
export function ReviewStage({ item }: { item: ReviewItem }) {
  const [against, setAgainst] = useState<'example' | 'footage'>('example');
  const { example, footage } = item.run;
  const synced = useSynced(footage.frameRate ?? undefined);
  useHotkeys({ ' ': synced.toggle, ',': () => synced.step(-1), '.': () => synced.step(1) });
  const reference = against === 'example' ? example : footage;
  const ratio = footage.width && footage.height ? footage.width / footage.height : 16 / 9;
  const label = against === 'example' ? 'Example' : 'Footage';
  return (
    <section className={classes.stage} aria-label={en.compare}>
      <div className={classes.screens} style={{ '--ratio': ratio } as CSSProperties}>
        <figure>
          {reference?.proxyUrl ? (
            <video
              key={reference.proxyUrl}
              ref={synced.follower}
              src={reference.proxyUrl}
              poster={reference.posterUrl ?? undefined}
              aria-label={label}
              muted
              loop
              playsInline
            />
          ) : (
            <p className={classes.none}>{en.thereIsNoPictureOf(label.toLowerCase())}</p>
          )}
          <figcaption>{label}</figcaption>
        </figure>
        <figure>
          <video ref={synced.leader} src={item.resultUrl} aria-label={en.result} muted loop playsInline />
          <figcaption>{en.resultFullLength}</figcaption>
        </figure>
      </div>
      <div className={classes.controls}>
        <Transport synced={synced} />
        <SegmentedControl
          size="xs"
          aria-label={en.compareWith}
          value={against}
          onChange={(value) => setAgainst(value === 'footage' ? 'footage' : 'example')}
          data={[
            { value: 'example', label: en.example },
            { value: 'footage', label: en.footage },
          ]}
        />
      </div>
    </section>
  );
}
