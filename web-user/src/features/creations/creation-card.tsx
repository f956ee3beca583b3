import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { runWord } from '@effect-studio/web-kit/run/run-words.ts';
import { Chip } from '@effect-studio/web-kit/ui/chip.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { useRef } from 'react';
import type { CreationsQuery } from '../../../generated/graphql.ts';
import { creations as en } from '../../words/en/creations.ts';
import classes from './creations-page.module.css';

type Creation = CreationsQuery['runs']['edges'][number]['node'];

/** One run: its result, which plays under the pointer, else a picture of its footage; what became of it, and when it began. */
export function CreationCard({ run }: { run: Creation }) {
  const video = useRef<HTMLVideoElement>(null);
  const { word, tone } = runWord(run.state);
  const poster = run.footage.posterUrl ?? run.example?.posterUrl;
  const play = () => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    video.current?.play().catch(() => undefined);
  };
  return (
    <a
      className={classes.card}
      href={hashHref('runs', run.id)}
      onPointerEnter={play}
      onPointerLeave={() => video.current?.pause()}
    >
      <span className={classes.picture}>
        {run.resultUrl ? (
          <video
            ref={video}
            src={run.resultUrl}
            muted
            loop
            playsInline
            preload="metadata"
            aria-hidden
            tabIndex={-1}
          />
        ) : (
          poster && <img src={poster} alt="" loading="lazy" />
        )}
      </span>
      <span className={classes.chip}>
        <Chip tone={tone}>{word}</Chip>
      </span>
      <span className={classes.name}>{run.effect?.title ?? (run.wish || en.aLookWithoutWords)}</span>
      <span className={classes.meta}>
        <When at={run.createdAt} />
      </span>
    </a>
  );
}
