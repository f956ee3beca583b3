import { sql } from '@effect-studio/kernel/database';
import { PLACE_HOLDING } from '../domain/saga/run-state.ts';

/** As the index `run_under_way` has it. */
export const PLACE_HOLDING_LIST = PLACE_HOLDING.map((state) => `'${state}'`).join(', ');

/** $1..$22 as named. Inserts a new run at version 1. */
export const INSERT_RUN = sql(
  'orchestrator-insert-run',
  `with known as (insert into orchestrator.tenant values ($3, $15) on conflict do nothing)
   insert into orchestrator.run (id, owner_id, tenant_id, correlation_id, wish, example_video_id, footage_video_id,
     quoted_tokens, rate_card_version, consent_public_preview, created_by,
     state, example_key, footage_key, state_changed_at, created_at, updated_at, version, budget_context, benchmark,
     effect_in_use, rerender, chosen_excerpt, trim, requested_by, turn_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $2, $11, $12, $13, $14, $15, $15, 1, $16, $17, $18, $19, $20, $21,
     $22, case when $11 <> 'QUEUED' then $15::timestamptz end)`,
);

/** $1 id, $2 version read, the rest as named. Zero rows: somebody changed the run in between. */
export const UPDATE_RUN = sql(
  'orchestrator-update-run',
  `update orchestrator.run set state = $3, example_key = $4, footage_key = $5, reservation = $6, analysis = $7,
     variants = $8, decision = $9, is_legs_deadline_passed = $10, finish_task_id = $11, result = $12, effect_id = $13,
     failure = $14, state_changed_at = $15, updated_at = $16, version = version + 1,
     turn_at = case when turn_at is null and $3 <> 'QUEUED' then $16 else turn_at end,
     place_left_at = case when place_left_at is null and state in (${PLACE_HOLDING_LIST}) and $3 not in (${PLACE_HOLDING_LIST})
                          then $16 else place_left_at end
   where id = $1 and version = $2 returning version`,
);

/** $1..$25 as named. A leg's plan never changes, only what became of it. */
export const UPSERT_LEG = sql(
  'orchestrator-upsert-leg',
  `insert into orchestrator.leg (task_id, run_id, owner_id, tenant_id, ordinal, role, finishes, provider_id, workflow_id,
     workflow_digest, effect_type_id, prompt_variant_id, parameters, excerpt, work_units, expected_cost_nano_usd,
     is_dispatched, output, quality, failure_cause, is_cancelled, ranking, created_at, updated_at, only_agent_id, requested_by)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $23, $24, $25)
   on conflict (task_id) do update set is_dispatched = excluded.is_dispatched, output = excluded.output,
     quality = excluded.quality, failure_cause = excluded.failure_cause, is_cancelled = excluded.is_cancelled,
     ranking = excluded.ranking, updated_at = excluded.updated_at`,
);

export const LEGS_OF_RUNS = sql(
  'orchestrator-legs-of-runs',
  'select * from orchestrator.leg where run_id = any($1) order by run_id, ordinal',
);

export const RUNS_BY_ID = sql('orchestrator-runs-by-id', 'select * from orchestrator.run where id = any($1)');

/** $1 owner, $2 id to start below or null, $3 limit, $4 states or null for all. Ids are time-ordered: newest first. */
export const RUN_PAGE = sql(
  'orchestrator-run-page',
  `select id from orchestrator.run where owner_id = $1 and ($2::uuid is null or id < $2)
     and ($4::text[] is null or state = any($4)) order by id desc limit $3`,
);

/**
 * $1 video ids, $2 terminal states, $3 who asks. Runs of theirs, and of the clips' owners, that read these clips and are
 * not over, with the clip of each.
 */
export const ACTIVE_RUNS_OF_CLIPS = sql(
  'orchestrator-active-runs-of-clips',
  `select wanted.id as "videoId", r.id from unnest($1::uuid[]) as wanted (id)
     left join orchestrator.clip c on c.video_id = wanted.id
     join orchestrator.run r on r.owner_id = any (array[$3::uuid, c.owner_id])
       and wanted.id in (r.example_video_id, r.footage_video_id) and r.state <> all($2)
   order by r.id`,
);

/** $1 video id. Runs that wait for it, in a fixed order so that two consumers never wait for each other. */
export const RUNS_AWAITING_CLIP = sql(
  'orchestrator-runs-awaiting-clip',
  `select id from orchestrator.run
   where state in ('QUEUED', 'AWAITING_MEDIA') and (example_video_id = $1 or footage_video_id = $1) order by id`,
);
