import { SegmentedControl } from '@mantine/core';
import { type CSSProperties, useState } from 'react';
import { ReactCompareSlider } from 'react-compare-slider';
import { useHotkeys } from '../use-hotkeys.ts';
import { video as en } from '../words/en/video.ts';
import { ClipVideo } from './clip-video.tsx';
import classes from './compare.module.css';
import type { ContactSheet } from './contact-sheet.ts';
import { type SheetPart, Transport } from './transport.tsx';
import { type Synced, useSynced } from './use-synced.ts';

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
  /** What of the sheet's clip it shows; left out: all. */
  sheetPart?: SheetPart;
}

export interface CompareProps {
  /** The look that was aimed at; null: there is none. */
  example: StageClip | null;
  /** What the version was made of. */
  footage: StageClip | null;
  version: StageClip | null;
  /** Width ÷ height of the version. */
  ratio: number;
  frameRate: number;
}

type Layout = 'slider' | 'beside' | 'blink';
const LAYOUTS: readonly { value: Layout; label: string }[] = [
  { value: 'slider', label: en.slider },
  { value: 'beside', label: en.sideBySide },
  { value: 'blink', label: en.blink },
];

/**
 * A version beside what it is measured against, under one hand: behind a handle, side by side, or one in the place of the other.
 * Space plays, comma and full stop or the arrows step a frame, `b` shows the other clip.
 */
export function Compare({ example, footage, version, ratio, frameRate }: CompareProps) {
  const [wanted, setWanted] = useState<'example' | 'footage'>('example');
  const against = example === null && footage !== null ? 'footage' : wanted;
  const [layout, setLayout] = useState<Layout>('slider');
  const [isFlipped, setFlipped] = useState(false);
  const synced = useSynced(frameRate, against === 'footage' ? version?.startSeconds : undefined);
  const flip = () => {
    setFlipped(layout === 'blink' ? !isFlipped : true);
    setLayout('blink');
  };
  useHotkeys({
    ' ': synced.toggle,
    ',': () => synced.step(-1),
    '.': () => synced.step(1),
    ArrowLeft: () => synced.step(-1),
    ArrowRight: () => synced.step(1),
    b: flip,
  });
  const reference = against === 'example' ? example : footage;
  const isWide = layout === 'beside' && version !== null && reference !== null;
  const style = { '--ratio': isWide ? ratio * 2 : ratio } as CSSProperties;

  return (
    <section className={classes.compare} aria-label={en.compare}>
      <div className={classes.stage} style={style} data-layout={layout}>
        <Screens
          reference={reference}
          version={version}
          layout={layout}
          synced={synced}
          isFlipped={isFlipped}
          onFlip={flip}
        />
      </div>
      <div className={classes.controls}>
        <Transport
          synced={synced}
          sheet={(version ?? reference)?.sheet}
          sheetPart={(version ?? reference)?.sheetPart}
        />
        <div className={classes.choices}>
          {example !== null && footage !== null && (
            <SegmentedControl
              size="xs"
              aria-label={en.compareWith}
              value={against}
              onChange={(value) => setWanted(value === 'footage' ? 'footage' : 'example')}
              data={[
                { value: 'example', label: en.withTheExample },
                { value: 'footage', label: en.withTheFootage },
              ]}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={en.layout}
            value={layout}
            onChange={(value) => setLayout(LAYOUTS.find((one) => one.value === value)?.value ?? 'slider')}
            data={[...LAYOUTS]}
          />
        </div>
      </div>
    </section>
  );
}

interface ScreensProps {
  reference: StageClip | null;
  version: StageClip | null;
  layout: Layout;
  synced: Synced;
  /** When one clip is in the place of the other: the reference is shown. */
  isFlipped: boolean;
  onFlip: () => void;
}

function Screens({ reference, version, layout, synced, isFlipped, onFlip }: ScreensProps) {
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
  if (layout === 'blink')
    return (
      <div className={classes.blink} data-flipped={isFlipped || undefined}>
        {left}
        {right}
        <button type="button" className={classes.flip} aria-pressed={isFlipped} onClick={onFlip} title="B">
          <span className="es-unseen">{en.showTheOther(reference.label)}</span>
        </button>
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
    <div className={classes.screen} data-side={side}>
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
