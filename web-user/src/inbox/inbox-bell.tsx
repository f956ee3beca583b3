import { useConnects } from '@effect-studio/web-kit/graph/connection-store.ts';
import { goTo, hashHref } from '@effect-studio/web-kit/location-hash.ts';
import { Empty, Fault, Loading } from '@effect-studio/web-kit/ui/state-view.tsx';
import { When } from '@effect-studio/web-kit/ui/when.tsx';
import { uuidV7 } from '@effect-studio/web-kit/uuid-v7.ts';
import { ActionIcon, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useMutation, useQuery, useSubscription } from 'urql';
import type { InboxQuery } from '../../generated/graphql.ts';
import { inbox as en } from '../words/en/inbox.ts';
import { InboxDocument, MarkReadDocument, NEWEST, NotificationAddedDocument } from './inbox.graphql.ts';
import classes from './inbox-bell.module.css';
import { followPushes } from './pushes-here.ts';

/** The bell: how many unread, and what they say. New ones are announced to screen readers. */
export function InboxBell() {
  const [isOpen, setOpen] = useState(false);
  const [inbox, read] = useQuery({ query: InboxDocument, variables: { first: NEWEST } });
  const [{ data: added }] = useSubscription({ query: NotificationAddedDocument });
  const connects = useConnects();
  useEffect(() => {
    if (connects > 0) read({ requestPolicy: 'network-only' });
  }, [connects, read]);
  useEffect(followPushes, []);
  const unread = inbox.data?.notifications.unreadCount ?? 0;
  const newest = added?.notificationAdded;
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      width="min(400px, 92vw)"
      trapFocus
      shadow="xl"
    >
      <Popover.Target>
        <ActionIcon
          color="gray"
          className={classes.bell}
          aria-label={unread > 0 ? en.inboxUnread(unread) : en.inbox}
          onClick={() => setOpen(!isOpen)}
        >
          <IconBell size={20} aria-hidden />
          {unread > 0 && <span className={classes.count}>{unread > 99 ? '99+' : unread}</span>}
        </ActionIcon>
      </Popover.Target>
      <span className="es-unseen" role="status">
        {newest?.__typename === 'NotificationAdded' ? newest.notification.title : ''}
      </span>
      <Popover.Dropdown p={0} aria-label={en.inbox}>
        <h2 className={classes.title}>
          {en.inbox2}
          <a href={hashHref('inbox')} onClick={() => setOpen(false)}>
            {en.seeAll}
          </a>
        </h2>
        <div className={classes.list}>
          {inbox.data !== undefined ? (
            <Notifications inbox={inbox.data} onLeave={() => setOpen(false)} />
          ) : inbox.error !== undefined ? (
            <Fault what={en.theInboxCouldNotBe} error={inbox.error} onRetry={() => read()} />
          ) : (
            <Loading rows={3} />
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Notifications({ inbox, onLeave }: { inbox: InboxQuery; onLeave: () => void }) {
  const [, markRead] = useMutation(MarkReadDocument);
  const { edges } = inbox.notifications;
  if (edges.length === 0) return <Empty title={en.nothingNeedsYou}>{en.finishedEffectsLandHere}</Empty>;
  return (
    <ul className={classes.items}>
      {edges.map(({ node: { id, title, body, createdAt, readAt, run } }) => (
        <li key={id}>
          <button
            type="button"
            data-unread={readAt === null || undefined}
            onClick={() => {
              if (!readAt) void markRead({ input: { notificationId: id, idempotencyKey: uuidV7() } });
              if (!run) return;
              goTo(['runs', run.id]);
              onLeave();
            }}
          >
            <span className={classes.dot} aria-hidden />
            <span className={classes.words}>
              <strong>{title}</strong>
              {readAt === null && <span className="es-unseen">{en.unread2}</span>}
              <span>{body}</span>
            </span>
            <span className={classes.when}>
              <When at={createdAt} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
