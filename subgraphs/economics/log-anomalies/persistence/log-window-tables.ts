import { sensitiveRows } from '../../persistence/row-rules.ts';

/** Hours of the action log by kind of entry, as operations counted them, and how unusual they were. */
export const LOG_WINDOW_TABLES = `
create table economics.log_window (
  tenant_id uuid not null,
  window_end timestamptz not null,
  counts jsonb not null,
  -- Null while too little was known.
  score double precision,
  threshold double precision,
  is_anomalous boolean not null,
  settings_version text not null,
  created_at timestamptz not null,
  primary key (tenant_id, window_end)
);
${sensitiveRows('economics.log_window')}
`;
