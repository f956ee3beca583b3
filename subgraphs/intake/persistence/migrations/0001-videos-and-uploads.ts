import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';

export const videosAndUploads = {
  id: '0001-videos-and-uploads',
  sql: `
create table intake.video (
  id uuid primary key,
  owner_id uuid not null,
  tenant_id uuid not null,
  file_name text not null,
  status text not null check (status in ('UPLOADING', 'PROCESSING', 'READY', 'REJECTED')),
  is_house_clip boolean not null default false,
  sha256 text,
  metadata jsonb,
  rejection jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  created_by uuid not null,
  version int not null default 1
);
create index video_by_owner on intake.video (owner_id, id desc);
create index video_by_hash on intake.video (sha256) where status = 'READY';
${ownedRows('intake.video')}
-- House clips may be seen and used by anyone of the tenant.
create policy intake_video_house on intake.video for select using (
  is_house_clip and tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)
);

create table intake.upload (
  id uuid primary key,
  video_id uuid not null unique references intake.video,
  owner_id uuid not null,
  tenant_id uuid not null,
  status text not null check (status in ('OPEN', 'CONFIRMED', 'ABORTED', 'EXPIRED')),
  object_key text not null,
  multipart_id text not null,
  size_bytes bigint not null,
  part_size_bytes int not null,
  part_count int not null,
  confirmed_etag text,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  created_by uuid not null
);
${ownedRows('intake.upload')}
`,
};
