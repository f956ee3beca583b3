import { useCommand } from '@effect-studio/web-kit/graph/use-command.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { AnswerView } from '@effect-studio/web-kit/ui/answer-view.tsx';
import { Empty } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { Button, SegmentedControl } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import type { InboxQuery } from '../../../generated/graphql.ts';
import { InboxDocument, MarkReadDocument } from '../../inbox/inbox.graphql.ts';
import { inbox as en } from '../../words/en/inbox.ts';
import { byDay } from './by-day.ts';
import classes from './inbox-page.module.css';

const NEWEST_HUNDRED = 100;

/** Everything that the studio had to say, by day. */
export default function InboxPage() {
  const [which, setWhich] = useState<'all' | 'unread'>('all');
  const answer = useLiveQuery({ query: InboxDocument, variables: { first: NEWEST_HUNDRED } });
  return (
    <div className={classes.page}>
      <header>
        <h1>{en.inbox}</h1>
        <SegmentedControl
          size="xs"
          aria-label={en.whichMessages}
          value={which}
          onChange={(value) => setWhich(value as 'all' | 'unread')}
          data={[
            { value: 'all', label: en.all },
            { value: 'unread', label: en.unread },
          ]}
        />
      </header>
      <AnswerView answer={answer} what={en.theInboxCouldNotBe} rows={5} rowHeight={64}>
        {({ notifications: { edges } }) => {
          const shown = edges
            .map(({ node }) => node)
            .filter(({ readAt }) => which === 'all' || readAt === null);
          if (shown.length === 0)
            return (
              <Empty
                icon={<IconBell size={20} aria-hidden />}
                title={which === 'all' ? en.nothingNeedsYou : en.allIsRead}
              >
                {en.finishedEffectsLandHere}
              </Empty>
            );
          return byDay(shown, new Date()).map(({ day, items }) => (
            <section key={day} aria-label={day}>
              <h2>{day}</h2>
              <ul className={classes.items}>
                {items.map((item) => (
                  <Message key={item.id} message={item} />
                ))}
              </ul>
            </section>
          ));
        }}
      </AnswerView>
    </div>
  );
}

type Notice = InboxQuery['notifications']['edges'][number]['node'];

function Message({ message: { id, title, body, createdAt, readAt, run } }: { message: Notice }) {
  const mark = useCommand(MarkReadDocument);
  const read = () => {
    if (readAt === null) void mark.act({ notificationId: id });
  };
  return (
    <li data-unread={readAt === null || undefined}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.words}>
        <strong>{title}</strong>
        {readAt === null && <span className="es-unseen">{en.unread2}</span>}
        <span>{body}</span>
      </span>
      <span className={classes.when}>
        <When at={createdAt} />
      </span>
      <span className={classes.acts}>
        {run && (
          <Button
            component="a"
            size="compact-sm"
            variant="default"
            href={hashHref('runs', run.id)}
            onClick={read}
          >
            {en.open}
          </Button>
        )}
        {readAt === null && (
          <Button size="compact-sm" variant="subtle" onClick={read} loading={mark.isBusy}>
            {en.markAsRead}
          </Button>
        )}
      </span>
    </li>
  );
}
