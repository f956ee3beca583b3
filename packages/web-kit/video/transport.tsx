import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { video as en } from '../words/en/video.ts';
import classes from './transport.module.css';
import type { Synced } from './use-synced.ts';

const clock = (seconds: number): string => seconds.toFixed(1);

/** Play, place and length of synced clips. The place is written to the page directly: a tick is no React commit. */
export function Transport({ synced }: { synced: Synced }) {
  const range = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLSpanElement>(null);
  const { onTime } = synced;
  useEffect(
    () =>
      onTime((seconds, duration) => {
        if (range.current === null || text.current === null) return;
        const share = duration > 0 ? seconds / duration : 0;
        range.current.max = String(duration || 1);
        range.current.value = String(seconds);
        range.current.style.setProperty('--share', String(share));
        text.current.textContent = `${clock(seconds)} / ${clock(duration)} s`;
      }),
    [onTime],
  );
  const Sign = synced.isPlaying ? IconPlayerPauseFilled : IconPlayerPlayFilled;
  return (
    <div className={classes.transport}>
      <button
        type="button"
        className={classes.play}
        onClick={synced.toggle}
        aria-label={synced.isPlaying ? en.pause : en.play}
        title={en.space}
      >
        <Sign size={17} aria-hidden />
      </button>
      <input
        ref={range}
        className={classes.range}
        type="range"
        min={0}
        max={1}
        step={0.01}
        defaultValue={0}
        aria-label={en.placeInTheClipIn}
        onInput={(event) => synced.seek(Number(event.currentTarget.value))}
      />
      <span ref={text} className={classes.time}>
        0.0 s
      </span>
    </div>
  );
}
