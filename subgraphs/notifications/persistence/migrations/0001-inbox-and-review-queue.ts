import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';

export const inboxAndReviewQueue: Migration = {
  id: '0001-inbox-and-review-queue',
  sql: `
create table notifications.notification (
  id uuid primary key,
  tenant_id uuid not null,
  owner_id uuid not null,
  kind text not null,
  template_version int not null,
  template_values jsonb not null,
  title text not null,
  body text not null,
  -- What it is about: a person is told once per topic.
  topic text not null,
  run_id uuid,
  read_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (owner_id, topic)
);
create index notification_inbox on notifications.notification (owner_id, id desc);
create index notification_unread on notifications.notification (owner_id) where read_at is null;
${ownedRows('notifications.notification')}

-- What is known of a run that may end without a result; its facts arrive from several contexts in any order.
create table notifications.run_ending (
  run_id uuid primary key,
  tenant_id uuid not null,
  owner_id uuid not null,
  ending jsonb,
  reserved_tokens int,
  charged_tokens int,
  returned_tokens int not null default 0,
  refund text check (refund in ('full', 'none')),
  told text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${ownedRows('notifications.run_ending')}

create table notifications.review_item (
  id uuid primary key,
  tenant_id uuid not null,
  owner_id uuid not null,
  run_id uuid not null,
  status text not null default 'WAITING' check (status in ('WAITING', 'APPROVED', 'REJECTED', 'SUPERSEDED', 'WITHDRAWN')),
  submission jsonb not null,
  correlation_id uuid not null,
  decided_by uuid,
  decided_at timestamptz,
  reason text,
  refund text check (refund in ('full', 'none')),
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index review_item_one_open on notifications.review_item (run_id) where status = 'WAITING';
create index review_item_queue on notifications.review_item (status, id);
create index review_item_by_run on notifications.review_item (run_id);

-- The queue is the reviewers' alone: a creator does not read it, not even for their own run.
alter table notifications.review_item enable row level security;
alter table notifications.review_item force row level security;
create policy review_item_reviewers on notifications.review_item using (
  tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
  and (select current_setting('app.actor', true)) in ('system', 'admin')
);
`,
};
