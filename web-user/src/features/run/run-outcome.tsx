import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { isUnhappy } from '@effect-studio/web-kit/run/run-words.ts';
import { Button } from '@mantine/core';
import { IconCircleCheck, IconClockHour4, IconMoodSad } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RunPartsFragment } from '../../../generated/graphql.ts';
import { moneyWords } from './money-words.ts';
import classes from './run-outcome.module.css';
import { isChoiceLost } from './run-rereading.ts';

/** How the run came out, and what can be done now; nothing while it is under way. */
export function RunOutcome({ run }: { run: RunPartsFragment }) {
  if (run.state === 'PUBLISHED') {
    return (
      <Outcome tone="good" icon={<IconCircleCheck size={20} aria-hidden />} title="Published in the gallery">
        {run.effect !== null && run.effect !== undefined && (
          <Button component="a" size="sm" variant="default" href={hashHref('gallery', run.effect.slug)}>
            See it in the gallery
          </Button>
        )}
      </Outcome>
    );
  }
  if (run.state === 'AWAITING_APPROVAL') {
    return (
      <Outcome tone="warn" icon={<IconClockHour4 size={20} aria-hidden />} title="Your result is ready">
        {isChoiceLost(run) && (
          <p className={classes.money}>
            The version that you chose could not be rendered, so the one before stays.
          </p>
        )}
        <p>It is yours to download. A person looks at it now before it goes into the gallery.</p>
      </Outcome>
    );
  }
  if (run.state === 'COMPLETED')
    return (
      <Outcome tone="good" icon={<IconCircleCheck size={20} aria-hidden />} title="Your result is ready" />
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
      title={run.state in title ? title[run.state as keyof typeof title] : 'The run failed'}
    >
      {run.failure !== null && run.failure !== undefined && (
        <>
          <p>{run.failure.humanReadableCause}</p>
          <p>{run.failure.suggestedAction}</p>
        </>
      )}
      <p className={classes.money}>{moneyWords(run)}.</p>
      <Button component="a" size="sm" variant="default" href={hashHref('create')}>
        Try again with other clips
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
