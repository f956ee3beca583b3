import { formatClock, formatMoment } from '@effect-studio/web-kit/format.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Panel } from '@effect-studio/web-kit/ui/panel.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useRefreshed } from '../../graph/use-refreshed.ts';
import { SeverityChip } from '../../parts/severity-chip.tsx';
import { useBusiness } from '../../shell/window-context.tsx';
import { margin as en } from '../../words/en/margin.ts';
import { messageInFull, messageWords } from '../../words/message-words.ts';
import { RecentLogDocument } from './margin.graphql.ts';
import classes from './recent-log.module.css';

/** The latest conditions that need somebody. */
export function RecentLog({ className }: { className?: string }) {
  const answer = useLiveQuery({ query: RecentLogDocument, variables: {} });
  useRefreshed(useBusiness().feed.hud?.version ?? null, answer.retry);
  return (
    <Panel
      title={en.actionLog}
      note={en.warningsAndAbove}
      className={className}
      isStale={answer.isStale}
      action={
        <Button component="a" href={hashHref('log')} size="compact-sm" variant="subtle">
          {en.openTheLog}
        </Button>
      }
    >
      <AnswerView answer={answer} what={en.theActionLogCouldNot} rows={4} rowHeight={30}>
        {({ actionLog }) =>
          actionLog.length === 0 ? (
            <Empty icon={<IconHistory size={20} aria-hidden />} title={en.nothingToActOn}>
              {en.warningsAndErrorsLandHere}
            </Empty>
          ) : (
            <ul className={classes.log}>
              {actionLog.map(({ id, severity, sourceModule, eventType, message, at }) => (
                <li key={id}>
                  <time dateTime={at} title={formatMoment(at)}>
                    {formatClock(at)}
                  </time>
                  <SeverityChip severity={severity} />
                  <span className={classes.message} title={messageInFull(message)}>
                    {messageWords(message, new Date())}
                    <span>
                      {sourceModule} · {eventType}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </AnswerView>
    </Panel>
  );
}
