import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';

/** Clips that come from links. */
export const linkFetches = {
  id: '0002-link-fetches',
  sql: `
create table intake.link_fetch (
  id uuid primary key,
  video_id uuid not null unique references intake.video,
  owner_id uuid not null,
  tenant_id uuid not null,
  status text not null check (status in ('WAITING', 'FETCHED', 'REFUSED')),
  -- Forgotten when the fetch is over.
  url text,
  object_key text not null,
  received_bytes bigint not null default 0,
  expected_bytes bigint,
  confirmed_etag text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  created_by uuid not null,
  check ((status = 'WAITING') = (url is not null)),
  check ((status = 'FETCHED') = (confirmed_etag is not null))
);
${ownedRows('intake.link_fetch')}
`,
};
