import { useHotkeys } from '@effect-studio/web-kit/use-hotkeys.ts';
import { ClipVideo } from '@effect-studio/web-kit/video/clip-video.tsx';
import type { ContactSheet } from '@effect-studio/web-kit/video/contact-sheet.ts';
import { Transport } from '@effect-studio/web-kit/video/transport.tsx';
import { type Synced, useSynced } from '@effect-studio/web-kit/video/use-synced.ts';
import { SegmentedControl } from '@mantine/core';
import { type CSSProperties, useState } from 'react';
import { ReactCompareSlider } from 'react-compare-slider';
import { run as en } from '../../words/en/run.ts';
import classes from './compare-stage.module.css';

/** A clip on the stage. */
export interface StageClip {
  src: string;
  poster?: string | null;
  label: string;
  /** Where in the footage it begins, in seconds; left out: at its beginning. */
  startSeconds?: number;
  /** In segments, for long clips; left out: as one file. */
  playlist?: string | null;
  /** Its moments, for a look at where the pointer is; left out: none. */
  sheet?: ContactSheet | null;
}

interface CompareStageProps {
  example: StageClip | null;
  footage: StageClip | null;
  version: StageClip | null;
  /** Width ÷ height of the version. */
  ratio: number;
  frameRate: number;
}

/** A version beside what it is measured against, under one hand. Space plays, comma and full stop step a frame. */
export function CompareStage({ example, footage, version, ratio, frameRate }: CompareStageProps) {
  const [against, setAgainst] = useState<'example' | 'footage'>('example');
  const [layout, setLayout] = useState<'slider' | 'beside'>('slider');
  const synced = useSynced(frameRate, against === 'footage' ? version?.startSeconds : undefined);
  useHotkeys({ ' ': synced.toggle, ',': () => synced.step(-1), '.': () => synced.step(1) });
  const reference = against === 'example' ? example : footage;
  const isWide = layout === 'beside' && version !== null && reference !== null;
  const style = { '--ratio': isWide ? ratio * 2 : ratio } as CSSProperties;

  return (
    <section className={classes.compare} aria-label={en.compare}>
      <div className={classes.stage} style={style} data-layout={layout}>
        <Screens reference={reference} version={version} layout={layout} synced={synced} />
      </div>
      <div className={classes.controls}>
        <Transport synced={synced} sheet={(version ?? reference)?.sheet} />
        <div className={classes.choices}>
          <SegmentedControl
            size="xs"
            aria-label={en.compareWith}
            value={against}
            onChange={(value) => setAgainst(value === 'footage' ? 'footage' : 'example')}
            data={[
              { value: 'example', label: en.withTheExample },
              { value: 'footage', label: en.withTheFootage, disabled: footage === null },
            ]}
          />
          <SegmentedControl
            size="xs"
            aria-label={en.layout}
            value={layout}
            onChange={(value) => setLayout(value === 'beside' ? 'beside' : 'slider')}
            data={[
              { value: 'slider', label: en.slider },
              { value: 'beside', label: en.sideBySide },
            ]}
          />
        </div>
      </div>
    </section>
  );
}

interface ScreensProps {
  reference: StageClip | null;
  version: StageClip | null;
  layout: 'slider' | 'beside';
  synced: Synced;
}

function Screens({ reference, version, layout, synced }: ScreensProps) {
  if (version === null && reference === null)
    return <p className={classes.waiting}>{en.theClipsAppearHereOnce}</p>;
  if (version === null || reference === null) {
    const only = version ?? reference;
    return only && <Screen clip={only} attach={synced.leader} side="left" />;
  }
  const left = <Screen key={reference.src} clip={reference} attach={synced.follower} side="left" />;
  const right = <Screen key={version.src} clip={version} attach={synced.leader} side="right" />;
  if (layout === 'beside')
    return (
      <div className={classes.beside}>
        {left}
        {right}
      </div>
    );
  return (
    <ReactCompareSlider
      className={classes.slider}
      itemOne={left}
      itemTwo={right}
      keyboardIncrement="5%"
      onlyHandleDraggable={false}
    />
  );
}

interface ScreenProps {
  clip: StageClip;
  attach: (video: HTMLVideoElement | null) => void;
  side: 'left' | 'right';
}

function Screen({ clip, attach, side }: ScreenProps) {
  return (
    <div className={classes.screen}>
      <ClipVideo
        attach={attach}
        src={clip.src}
        playlist={clip.playlist}
        poster={clip.poster ?? undefined}
        aria-label={clip.label}
        muted
        loop
        playsInline
        preload="auto"
      />
      <span className={classes.label} data-side={side}>
        {clip.label}
      </span>
    </div>
  );
}
