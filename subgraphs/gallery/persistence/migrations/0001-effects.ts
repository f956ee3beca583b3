import type { Migration } from '@effect-studio/kernel/migrations/migrate';

const TENANT = `tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`;
const STAFF = `(select current_setting('app.actor', true)) in ('system', 'admin')`;
const OWNER = `owner_id = (select nullif(current_setting('app.user_id', true), '')::uuid)`;

const secured = (table: string): string => `
alter table gallery.${table} enable row level security;
alter table gallery.${table} force row level security;`;

export const effects: Migration = {
  id: '0001-effects',
  sql: `
-- An approval on its way to the gallery. One per run: the same approval twice is one publication.
create table gallery.publication (
  run_id uuid primary key,
  tenant_id uuid not null,
  owner_id uuid not null,
  review_item_id uuid not null,
  approved_by uuid not null,
  submission jsonb not null,
  status text not null default 'PENDING' check (status in ('PENDING', 'PUBLISHED', 'FAILED')),
  effect_id uuid,
  failure text,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${secured('publication')}
create policy publication_staff on gallery.publication using (${TENANT} and ${STAFF});

create table gallery.effect (
  id uuid primary key,
  tenant_id uuid not null,
  owner_id uuid not null,
  run_id uuid not null unique,
  slug text not null,
  title text not null,
  description text not null,
  effect_type_id text not null,
  price_tokens int not null check (price_tokens >= 0),
  is_published boolean not null,
  revision_id text not null,
  preview_key text,
  published_at timestamptz not null,
  unpublished_at timestamptz,
  unpublished_by uuid,
  unpublish_reason text,
  created_by uuid not null,
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (tenant_id, slug)
);
create index effect_listing on gallery.effect (tenant_id, published_at desc, id desc) where is_published;
${secured('effect')}
-- What is published is for every caller of the tenant, signed in or not; the rest for its owner and staff.
create policy effect_read on gallery.effect for select using (${TENANT} and (is_published or ${STAFF} or ${OWNER}));
create policy effect_write on gallery.effect using (${TENANT} and ${STAFF});

-- Immutable content under its own hash; effects with the same content share it.
create table gallery.revision (
  tenant_id uuid not null,
  id text not null check (id = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
  content text not null,
  created_by uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create function gallery.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'revisions are immutable' using errcode = 'restrict_violation';
end $$;
create trigger revision_is_immutable before update or delete on gallery.revision
  for each row execute function gallery.refuse_change();

-- Which revision of an effect was published when; the newest pin is the one in force.
create table gallery.publish_pin (
  effect_id uuid not null references gallery.effect (id),
  number int not null,
  tenant_id uuid not null,
  revision_id text not null,
  pinned_by uuid not null,
  created_at timestamptz not null,
  primary key (effect_id, number),
  foreign key (tenant_id, revision_id) references gallery.revision (tenant_id, id)
);
create index publish_pin_by_revision on gallery.publish_pin (tenant_id, revision_id);
${secured('publish_pin')}
create policy publish_pin_read on gallery.publish_pin for select
  using (${TENANT} and exists (select 1 from gallery.effect e where e.id = effect_id));
create policy publish_pin_write on gallery.publish_pin using (${TENANT} and ${STAFF});
${secured('revision')}
create policy revision_read on gallery.revision for select
  using (${TENANT} and exists (select 1 from gallery.publish_pin p where p.tenant_id = revision.tenant_id and p.revision_id = revision.id));
create policy revision_write on gallery.revision using (${TENANT} and ${STAFF});
`,
};
