import { useEffect, useRef } from 'react';

/** More clips than this are never decoded at once; the ones that came into view last play. */
const MOST_PLAYING = 3;
const playing: HTMLVideoElement[] = [];

function start(video: HTMLVideoElement): void {
  playing.push(video);
  video.play().catch(() => undefined);
  while (playing.length > MOST_PLAYING) playing.shift()?.pause();
}

function stop(video: HTMLVideoElement): void {
  const index = playing.indexOf(video);
  if (index >= 0) playing.splice(index, 1);
  video.pause();
}

interface LoopVideoProps {
  src: string;
  poster?: string | null;
  className?: string;
  /** Text description of what is to be seen. */
  label: string;
}

/** A muted clip that loops while it is in view; still for people who prefer reduced motion. */
export function LoopVideo({ src, poster, className, label }: LoopVideoProps) {
  const ref = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = ref.current;
    if (video === null || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const observer = new IntersectionObserver(
      ([entry]) => (entry?.isIntersecting ? start(video) : stop(video)),
      { threshold: 0.6 },
    );
    observer.observe(video);
    return () => {
      observer.disconnect();
      stop(video);
    };
  }, []);
  return (
    <video
      ref={ref}
      src={src}
      poster={poster ?? undefined}
      className={className}
      aria-label={label}
      muted
      loop
      playsInline
      preload="metadata"
    />
  );
}
