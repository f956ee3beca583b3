import { formatDuration } from '@effect-studio/web-kit/format.ts';
import { Button } from '@mantine/core';
import { IconScissors, IconX } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { create as en } from '../../words/en/create.ts';
import { canChoose, type Excerpt, firstExcerpt, loopedPlace } from './excerpt.ts';
import classes from './trim-preview.module.css';

/** Needed only by people who choose: a chunk of its own. */
const ExcerptSlider = lazy(() => import('./excerpt-slider.tsx'));

interface TrimPreviewProps {
  name: string;
  /** What to play: the file itself, or the studio's copy. */
  sources: readonly string[];
  poster?: string | null;
  className?: string;
  /** Milliseconds, as the studio measured them; null while it has not. */
  durationMs: number | null;
  /** Left out: nothing is chosen of this clip. */
  excerpt?: { value: Excerpt | null; onChange: (excerpt: Excerpt | null) => void };
}

/** The clip, and where versions are to be tried: two handles over its length, played in a loop. */
export function TrimPreview({ name, sources, poster, className, durationMs, excerpt }: TrimPreviewProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [playedSeconds, setPlayed] = useState(0);
  const [broken, setBroken] = useState<readonly string[]>([]);
  const part = excerpt?.value ?? null;
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
      {excerpt !== undefined && canChoose(lengthSeconds) && (
        <div className={classes.trim}>
          {part === null ? (
            <>
              <p>{en.theStudioFindsATellingPart}</p>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconScissors size={14} aria-hidden />}
                onClick={() => excerpt.onChange(firstExcerpt(lengthSeconds))}
              >
                {en.chooseThePart}
              </Button>
            </>
          ) : (
            <>
              <p>
                {en.triedFromTo(
                  formatDuration(part.startSeconds * 1000),
                  formatDuration((part.startSeconds + part.durationSeconds) * 1000),
                )}
              </p>
              <Button
                variant="default"
                size="xs"
                leftSection={<IconX size={14} aria-hidden />}
                onClick={() => excerpt.onChange(null)}
              >
                {en.letTheStudioFindIt}
              </Button>
              <div className={classes.slider}>
                <Suspense fallback={null}>
                  <ExcerptSlider
                    lengthSeconds={lengthSeconds}
                    value={part}
                    onChange={(next, placeSeconds) => {
                      excerpt.onChange(next);
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
function useLoopedPart(video: React.RefObject<HTMLVideoElement | null>, part: Excerpt | null): void {
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
