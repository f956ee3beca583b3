import { sensitiveRows } from '../../persistence/row-rules.ts';

/** What detection remembers between two buckets, and the alerts that it raised. */
export const DETECTION_TABLES = `
create table economics.detection_cursor (
  tenant_id uuid primary key,
  -- The first bucket that was not taken in yet.
  next_bucket timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${sensitiveRows('economics.detection_cursor')}

-- Plain JSON of pure functions: MONITOR per series, REFERENCE per cell, LABEL per class and subject, EXPLAINED per series.
create table economics.detection_state (
  tenant_id uuid not null,
  kind text not null check (kind in ('MONITOR', 'REFERENCE', 'LABEL', 'EXPLAINED')),
  name text not null,
  state jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, kind, name)
) with (fillfactor = 70);
${sensitiveRows('economics.detection_state')}

create table economics.alert (
  id uuid primary key,
  tenant_id uuid not null,
  subject_kind text not null check (subject_kind in ('PROVIDER', 'WORKFLOW', 'FLEET', 'OWNER', 'LOG')),
  subject_id text not null,
  signal text not null,
  detector text not null check (detector in ('CUSUM', 'MAD', 'HOLT_WINTERS', 'THRESHOLD', 'ISOLATION_FOREST')),
  severity text not null check (severity in ('WARNING', 'CRITICAL')),
  cause text not null,
  value double precision,
  expected double precision,
  -- Strongest statistic so far ÷ its limit.
  peak_score double precision not null,
  evidence jsonb not null default '{}',
  settings_version text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index alert_open_once on economics.alert (tenant_id, subject_kind, subject_id, signal) where closed_at is null;
create index alert_by_time on economics.alert (tenant_id, id desc);
${sensitiveRows('economics.alert')}

-- What every series said in each quarter of an hour, for charts; a month of them is kept.
create table economics.series_point (
  tenant_id uuid not null,
  subject_kind text not null check (subject_kind in ('PROVIDER', 'WORKFLOW', 'FLEET', 'OWNER')),
  subject_id text not null,
  signal text not null,
  bucket_start timestamptz not null,
  value double precision,
  expected double precision,
  -- The strongest detector's statistic ÷ its limit.
  score double precision not null,
  is_on boolean not null,
  primary key (tenant_id, subject_kind, subject_id, signal, bucket_start)
);
create index series_point_by_time on economics.series_point (tenant_id, bucket_start);
${sensitiveRows('economics.series_point')}
`;
