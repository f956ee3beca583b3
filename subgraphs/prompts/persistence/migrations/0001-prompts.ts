import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';
import type { Migration } from '@effect-studio/kernel/migrations/migrate';
import { FIRST_TEMPLATES } from '../../domain/template.ts';
import { templateRows } from '../template-rows.ts';

const seeds = templateRows(FIRST_TEMPLATES, '2026-01-01T00:00:00Z');

/** Templates, wishes with the firewall's verdict, and the variants written for runs. */
export const prompts: Migration = {
  id: '0001-prompts',
  sql: `
create table prompts.template (
  id text not null,
  version int not null check (version > 0),
  effect_type_id text not null,
  text text not null,
  is_active boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (id, version)
);
create function prompts.keep_template() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or (new.id, new.version, new.effect_type_id, new.text) is distinct from (old.id, old.version, old.effect_type_id, old.text) then
    raise exception 'a prompt template is immutable: add a version instead';
  end if;
  return new;
end $$;
create trigger template_is_immutable before update or delete on prompts.template
  for each row execute function prompts.keep_template();
insert into prompts.template (id, version, effect_type_id, text, is_active, created_at, updated_at) values
  ${seeds};

create table prompts.wish (
  run_id uuid primary key,
  owner_id uuid not null,
  tenant_id uuid not null,
  wish text not null,
  firewall_version int not null,
  -- PASSED, or the reason of the refusal
  verdict text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${ownedRows('prompts.wish')}

create table prompts.variant (
  id uuid primary key,
  run_id uuid not null references prompts.wish (run_id),
  owner_id uuid not null,
  tenant_id uuid not null,
  ordinal int not null,
  effect_type_id text not null,
  text text not null,
  parameters jsonb not null,
  template_id text not null,
  template_version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (run_id, ordinal),
  foreign key (template_id, template_version) references prompts.template (id, version)
);
${ownedRows('prompts.variant')}
`,
};
