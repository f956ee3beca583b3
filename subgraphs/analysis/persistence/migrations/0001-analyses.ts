import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { ownedRows } from '@effect-studio/kernel/migrations/context-schema';

export const analyses = {
  id: '0001-analyses',
  sql: `
create table analysis.video_analysis (
  id uuid primary key,
  video_id uuid not null,
  owner_id uuid not null,
  tenant_id uuid not null,
  -- Equal bytes have the same proxy: what was measured for one clip holds for the other.
  proxy_key text not null,
  analyser_version text not null,
  result jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (video_id, analyser_version)
);
create index video_analysis_by_proxy on analysis.video_analysis (proxy_key, analyser_version);
${ownedRows('analysis.video_analysis')}
create policy analysis_video_analysis_house on analysis.video_analysis for select using (owner_id = '${SYSTEM_SUBJECT_ID}');

-- What a run asked for, kept until its clips are analysed or cannot be.
create table analysis.run_request (
  run_id uuid primary key,
  owner_id uuid not null,
  tenant_id uuid not null,
  example_video_id uuid not null,
  footage_video_id uuid not null,
  example_key text not null,
  footage_key text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
${ownedRows('analysis.run_request')}
`,
};
