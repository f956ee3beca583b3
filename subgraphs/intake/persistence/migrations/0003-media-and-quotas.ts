/** Which bytes are in use, what is expected in the store, how much people have; clips can be erased. */
export const mediaAndQuotas = {
  id: '0003-media-and-quotas',
  sql: `
-- Bytes that clips share, of whatever owner and tenant. Names nobody.
create table intake.media (
  sha256 text primary key,
  -- Null until proxy and poster lie in the store.
  metadata jsonb,
  -- Set when no clip refers to it any more: its objects are being removed.
  removing_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
-- Taken before objects are stored, so that whoever removes media knows who is about to need them.
create table intake.media_use (
  video_id uuid primary key references intake.video,
  sha256 text not null references intake.media,
  created_at timestamptz not null
);
create index media_use_by_hash on intake.media_use (sha256);
-- Objects below uploads/ that somebody still waits for; whatever else lies there was left behind.
create table intake.expected_object (
  object_key text primary key,
  created_at timestamptz not null
);

alter table intake.video drop constraint video_status_check;
alter table intake.video add constraint video_status_check
  check (status in ('UPLOADING', 'PROCESSING', 'READY', 'REJECTED', 'ERASED'));
-- What counts towards the owner's quota: as announced, then as measured.
alter table intake.video add column size_bytes bigint;
alter table intake.video add constraint video_erased_whole
  check (status <> 'ERASED' or (sha256 is null and metadata is null and rejection is null and size_bytes is null));

-- The owner of these tables is bound by their policies as well, and is nobody in particular now.
alter table intake.video no force row level security;
alter table intake.upload no force row level security;
alter table intake.link_fetch no force row level security;
update intake.video set size_bytes = (metadata ->> 'sizeBytes')::bigint where metadata is not null;
update intake.video v set size_bytes = u.size_bytes from intake.upload u
  where u.video_id = v.id and v.status in ('UPLOADING', 'PROCESSING');
insert into intake.media (sha256, metadata, created_at, updated_at)
  select distinct on (sha256) sha256, metadata, created_at, updated_at from intake.video
  where status = 'READY' and sha256 is not null order by sha256, created_at;
insert into intake.media_use (video_id, sha256, created_at)
  select id, sha256, created_at from intake.video where status = 'READY' and sha256 is not null;
insert into intake.expected_object (object_key, created_at)
  select a.object_key, a.created_at from (
    select video_id, object_key, created_at from intake.upload where status in ('OPEN', 'CONFIRMED')
    union all select video_id, object_key, created_at from intake.link_fetch where status in ('WAITING', 'FETCHED')
  ) a join intake.video v on v.id = a.video_id where v.status in ('UPLOADING', 'PROCESSING');
alter table intake.video force row level security;
alter table intake.upload force row level security;
alter table intake.link_fetch force row level security;
drop index intake.video_by_hash;
`,
};
