import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { Transport } from '@effect-studio/web-kit/video/transport.tsx';
import { useSynced } from '@effect-studio/web-kit/video/use-synced.ts';
import { SegmentedControl } from '@mantine/core';
import { type CSSProperties, useState } from 'react';
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
    <section className={classes.stage} aria-label="Compare">
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
            <p className={classes.none}>There is no picture of the {label.toLowerCase()}.</p>
          )}
          <figcaption>{label}</figcaption>
        </figure>
        <figure>
          <video ref={synced.leader} src={item.resultUrl} aria-label="Result" muted loop playsInline />
          <figcaption>Result, full length</figcaption>
        </figure>
      </div>
      <div className={classes.controls}>
        <Transport synced={synced} />
        <SegmentedControl
          size="xs"
          aria-label="Compare with"
          value={against}
          onChange={(value) => setAgainst(value === 'footage' ? 'footage' : 'example')}
          data={[
            { value: 'example', label: 'Example' },
            { value: 'footage', label: 'Footage' },
          ]}
        />
      </div>
    </section>
  );
}
