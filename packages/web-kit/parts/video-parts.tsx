import type { ReactNode } from 'react';
import { ClipVideo } from '../video/clip-video.tsx';
import { Compare } from '../video/compare.tsx';
import { LoopVideo } from '../video/loop-video.tsx';
import { Transport } from '../video/transport.tsx';
import { useSynced } from '../video/use-synced.ts';
import type { PartName } from './part-names.ts';

const NO_CLIP = 'data:video/mp4;base64,';

function PlaysNothing() {
  return <Transport synced={useSynced(25)} />;
}

/** Parts of the kit that show clips. */
export const VIDEO_PARTS: Record<
  Extract<PartName, 'ClipVideo' | 'Compare' | 'LoopVideo' | 'Transport'>,
  ReactNode
> = {
  ClipVideo: (
    <ClipVideo src={NO_CLIP} aria-label="A clip that does not load" muted width={320} height={180} />
  ),
  Compare: (
    <Compare
      example={{ src: NO_CLIP, label: 'Your example' }}
      footage={{ src: `${NO_CLIP}AA==`, label: 'The footage' }}
      version={{ src: `${NO_CLIP}AAA=`, label: 'Swift, excerpt' }}
      ratio={16 / 9}
      frameRate={25}
    />
  ),
  LoopVideo: <LoopVideo src={NO_CLIP} label="A clip that does not load" />,
  Transport: <PlaysNothing />,
};
