import { formatDuration } from '@effect-studio/web-kit/format.ts';
import { Button } from '@mantine/core';
import { IconScissors, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { create as en } from '../../words/en/create.ts';
import { canTrim, firstTrim, loopedPlace, TRIED_WHOLE_SECONDS, type Trim } from './trim.ts';
import classes from './trim-preview.module.css';

/** Needed only by people who choose: a chunk of its own. */
const TrimSlider = lazy(() => import('./trim-slider.tsx'));

interface TrimPreviewProps {
  name: string;
  /** What to play: the file itself, or the studio's copy. */
  sources: readonly string[];
  poster?: string | null;
  className?: string;
  /** Milliseconds, as the studio measured them; null while it has not. */
  durationMs: number | null;
  /** Left out: this clip stays whole. */
  trim?: { value: Trim | null; onChange: (trim: Trim | null) => void };
}

/** The clip, and the part of it that the result covers: two handles over its length, played in a loop. */
export function TrimPreview({ name, sources, poster, className, durationMs, trim }: TrimPreviewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [playedSeconds, setPlayed] = useState(0);
  const [broken, setBroken] = useState<readonly string[]>([]);
  const part = trim?.value ?? null;
  useLoopedPart(video, part);
  const lengthSeconds = playedSeconds || (durationMs ?? 0) / 1000;
  // A browser cannot play every file that the studio can; then the studio's copy is shown as soon as it is there.
  const src = sources.find((one) => !broken.includes(one));
  return (
    <>
      <video
        ref={video}
        key={src}
        src={src}
        poster={poster ?? undefined}
        className={className}
        muted
        loop
        controls
        playsInline
        aria-label={name}
        onError={() => src !== undefined && setBroken([...broken, src])}
        onLoadedMetadata={({ currentTarget: { duration } }) =>
          setPlayed(Number.isFinite(duration) ? duration : 0)
        }
      />
      {trim !== undefined && canTrim(lengthSeconds) && (
        <div className={classes.trim}>
          {part === null ? (
            <>
              <p>{en.theResultIsTheWholeClip}</p>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconScissors size={14} aria-hidden />}
                onClick={() => trim.onChange(firstTrim(lengthSeconds))}
              >
                {en.trimIt}
              </Button>
            </>
          ) : (
            <>
              <p>
                {en.theResultIsFromTo(
                  formatDuration(part.startSeconds * 1000),
                  formatDuration((part.startSeconds + part.durationSeconds) * 1000),
                  formatDuration(part.durationSeconds * 1000),
                )}
                {part.durationSeconds > TRIED_WHOLE_SECONDS && en.versionsAreTriedOnAStretch}
              </p>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconX size={14} aria-hidden />}
                onClick={() => trim.onChange(null)}
              >
                {en.keepTheWholeClip}
              </Button>
              <div className={classes.slider}>
                <Suspense fallback={null}>
                  <TrimSlider
                    lengthSeconds={lengthSeconds}
                    value={part}
                    onChange={(next, placeSeconds) => {
                      trim.onChange(next);
                      if (video.current !== null) video.current.currentTime = placeSeconds;
                    }}
                  />
                </Suspense>
              </div>
            </>
          )}
        </div>
      )}
    </>
  );
}

/** Plays a part over and over; people who prefer reduced motion press play themselves. */
function useLoopedPart(video: React.RefObject<HTMLVideoElement | null>, part: Trim | null): void {
  const latest = useRef(part);
  latest.current = part;
  const isChosen = part !== null;
  useEffect(() => {
    if (!isChosen) return;
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!isStill) video.current?.play().catch(() => undefined);
    let frame = requestAnimationFrame(function tick() {
      const { current } = video;
      if (current !== null && latest.current !== null && !current.paused) {
        const place = loopedPlace(current.currentTime, latest.current);
        if (place !== null && !current.seeking) current.currentTime = place;
      }
      frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [isChosen, video]);
}
