import { hashHref, hashHrefWith } from '@effect-studio/web-kit/location-hash.ts';
import { isUnhappy } from '@effect-studio/web-kit/run/run-words.ts';
import { Button } from '@mantine/core';
import { IconCircleCheck, IconClockHour4, IconEyeOff, IconMoodSad } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunPartsFragment } from '../../../generated/graphql.ts';
import { run as en } from '../../words/en/run.ts';
import { EffectStanding } from './effect-standing.tsx';
import { moneyWords } from './money-words.ts';
import classes from './run-outcome.module.css';
import { isChoiceLost } from './run-rereading.ts';

/** How the run came out, and what can be done now; nothing while it is under way. */
export function RunOutcome({ run }: { run: RunPartsFragment }) {
  if (run.state === 'PUBLISHED') {
    const { effect } = run;
    if (effect && !effect.isPublished)
      return (
        <Outcome
          tone="neutral"
          icon={<IconEyeOff size={20} aria-hidden />}
          title={effect.takenOutBy === 'CREATOR' ? en.youTookItOut : en.theStudioTookItOut}
        >
          <EffectStanding effect={effect} />
        </Outcome>
      );
    return (
      <Outcome tone="good" icon={<IconCircleCheck size={20} aria-hidden />} title={en.publishedInTheGallery}>
        {effect && (
          <>
            <Button component="a" size="sm" variant="default" href={hashHref('gallery', effect.slug)}>
              {en.seeItInTheGallery}
            </Button>
            <EffectStanding effect={effect} />
          </>
        )}
      </Outcome>
    );
  }
  if (run.state === 'AWAITING_APPROVAL') {
    return (
      <Outcome tone="warn" icon={<IconClockHour4 size={20} aria-hidden />} title={en.yourResultIsReady}>
        {isChoiceLost(run) && <p className={classes.money}>{en.theVersionThatYouChose}</p>}
        <p>{en.itIsYoursToDownload}</p>
      </Outcome>
    );
  }
  if (run.state === 'COMPLETED')
    return (
      <Outcome tone="good" icon={<IconCircleCheck size={20} aria-hidden />} title={en.yourResultIsReady} />
    );
  if (!isUnhappy(run.state)) return null;
  const title = {
    CANCELLED: 'You cancelled this run',
    REJECTED: 'Not accepted for the gallery',
    EXPIRED: 'The run took too long',
  };
  return (
    <Outcome
      tone={run.state === 'CANCELLED' ? 'neutral' : 'bad'}
      icon={<IconMoodSad size={20} aria-hidden />}
      title={run.state in title ? title[run.state as keyof typeof title] : en.theRunFailed}
    >
      {run.failure !== null && run.failure !== undefined && (
        <>
          <p>{run.failure.humanReadableCause}</p>
          <p>{run.failure.suggestedAction}</p>
        </>
      )}
      <p className={classes.money}>{moneyWords(run)}.</p>
      {run.example && run.rerenderOf == null && (
        <Button component="a" size="sm" href={hashHrefWith(['create'], { from: run.id })}>
          {en.tryTheSameAgain}
        </Button>
      )}
      <Button component="a" size="sm" variant="default" href={hashHref('create')}>
        {en.tryAgainWithOtherClips}
      </Button>
    </Outcome>
  );
}

interface OutcomeProps {
  tone: 'good' | 'warn' | 'bad' | 'neutral';
  icon: ReactNode;
  title: string;
  children?: ReactNode;
}

function Outcome({ tone, icon, title, children }: OutcomeProps) {
  return (
    <div className={classes.outcome} data-tone={tone} role="status">
      <span className={classes.icon}>{icon}</span>
      <div className={classes.words}>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}
