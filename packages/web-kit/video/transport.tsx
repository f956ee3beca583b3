import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { video as en } from '../words/en/video.ts';
import { type ContactSheet, cellAt } from './contact-sheet.ts';
import classes from './transport.module.css';
import type { Synced } from './use-synced.ts';

const clock = (seconds: number): string => seconds.toFixed(1);

/** A stretch of a clip, in shares of its length. */
export interface SheetPart {
  from: number;
  to: number;
}

const WHOLE: SheetPart = { from: 0, to: 1 };

interface TransportProps {
  synced: Synced;
  sheet?: ContactSheet | null;
  /** What of the sheet's clip is played; default: all of it. */
  sheetPart?: SheetPart;
}

/** Play, place and length of synced clips. The place is written to the page directly: a tick is no React commit. */
export function Transport({ synced, sheet = null, sheetPart = WHOLE }: TransportProps) {
  const [pointed, setPointed] = useState<number | null>(null);
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
      <span className={classes.scrub}>
        {sheet !== null && pointed !== null && (
          <ScrubPreview sheet={sheet} part={sheetPart} share={pointed} />
        )}
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
          onPointerMove={({ clientX, currentTarget }) => {
            const { left, width } = currentTarget.getBoundingClientRect();
            setPointed(Math.min(1, Math.max(0, (clientX - left) / width)));
          }}
          onPointerLeave={() => setPointed(null)}
        />
      </span>
      <span ref={text} className={classes.time}>
        0.0 s
      </span>
    </div>
  );
}

/** The moment under the pointer, out of the contact sheet. The share places it over the range. */
function ScrubPreview({ sheet, part, share }: { sheet: ContactSheet; part: SheetPart; share: number }) {
  const { x, y } = cellAt(sheet, part.from + share * (part.to - part.from));
  return (
    <span
      className={classes.preview}
      aria-hidden
      style={{
        width: sheet.cellWidth,
        height: sheet.cellHeight,
        backgroundImage: `url("${sheet.url}")`,
        backgroundPosition: `-${x}px -${y}px`,
        left: `${share * 100}%`,
      }}
    />
  );
}
