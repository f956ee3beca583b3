import { type ComponentProps, useCallback, useEffect, useRef, useState } from 'react';

interface ClipVideoProps extends Omit<ComponentProps<'video'>, 'ref' | 'src'> {
  /** The clip as one file. */
  src: string;
  /** The clip in segments, for long ones; null: as one file. */
  playlist?: string | null;
  attach?: (video: HTMLVideoElement | null) => void;
}

/** A clip, in segments where it has them and the browser can; else, and when that fails, as one file. */
export function ClipVideo({ src, playlist = null, attach, ...rest }: ClipVideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [isBroken, setBroken] = useState(false);
  const isStreamed = playlist !== null && !isBroken;
  const hold = useCallback(
    (element: HTMLVideoElement | null) => {
      video.current = element;
      attach?.(element);
    },
    [attach],
  );
  useEffect(() => {
    if (playlist === null || isBroken) return;
    let isHere = true;
    let end: (() => void) | null = null;
    const give = () => isHere && setBroken(true);
    // A chunk of its own: whoever looks at short clips does not load it.
    void import('./hls-player.ts').then(({ playInSegments }) => {
      if (!isHere || video.current === null) return;
      end = playInSegments(video.current, playlist, give);
      if (end === null) give();
    }, give);
    return () => {
      isHere = false;
      end?.();
    };
  }, [playlist, isBroken]);
  return (
    <video
      {...rest}
      ref={hold}
      src={isStreamed ? undefined : src}
      data-delivery={isStreamed ? 'segments' : 'file'}
    />
  );
}
