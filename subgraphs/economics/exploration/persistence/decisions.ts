import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { PolicyKind } from '../../manifest/domain/policy.ts';
import type { Decision, DecisionCandidate, DecisionLeg, LegOutcome } from '../domain/decision.ts';

/** Zero rows: the run's decision is known. */
const INSERT = sql(
  'economics-decision-insert',
  `insert into economics.routing_decision (tenant_id, run_id, owner_id, effect_type_id, decided_at, manifest_version,
     is_manifest_stale, policy_version, policy_kind, exploration_share, is_exploration_stopped, trial_id, seed, considered,
     created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing returning run_id`,
);
/** $1 tenant, $2 run, $3 legs as JSON, $4 now. */
const INSERT_LEGS = sql(
  'economics-decision-legs-insert',
  `insert into economics.routing_decision_leg (tenant_id, run_id, task_id, ordinal, role, provider_id, workflow_id,
     effect_type_id, propensity, created_at)
   select $1, $2, l."taskId", l.ordinal, l.role, l."providerId", l."workflowId", l."effectTypeId", l.propensity, $4
   from jsonb_to_recordset($3::jsonb) as l ("taskId" uuid, ordinal int, role text, "providerId" text, "workflowId" text,
     "effectTypeId" text, propensity float8)`,
);

/** A leg with its newest attempt, and what all its attempts cost but for idle machines. */
const LEG_OUTCOME = `
  left join lateral (
    select e.outcome, e.is_rejected, e.quality_ppm, e.busy_ms from economics.execution e
    where e.tenant_id = l.tenant_id and e.task_id = l.task_id order by e.attempt desc limit 1
  ) x on true
  left join lateral (
    select case when bool_or(c.cost_nano_usd is null) then null else sum(c.cost_nano_usd) end as nano_usd
    from economics.cost_entry c
    where c.task_id = l.task_id and c.component <> 'IDLE'
      and not exists (select from economics.cost_entry newer where newer.supersedes = c.id)
  ) cost on true`;
const LEG_JSON = `json_build_object('taskId', l.task_id, 'ordinal', l.ordinal, 'role', l.role, 'providerId', l.provider_id,
  'workflowId', l.workflow_id, 'effectTypeId', l.effect_type_id, 'propensity', l.propensity, 'outcome', x.outcome,
  'isRejected', coalesce(x.is_rejected, false), 'qualityPpm', x.quality_ppm, 'busyMs', x.busy_ms,
  'costNanoUsd', cost.nano_usd::text)`;
const DECISION =
  'd.run_id, d.owner_id, d.effect_type_id, d.decided_at, d.manifest_version, d.is_manifest_stale, d.policy_version, d.policy_kind, d.exploration_share, d.is_exploration_stopped, d.trial_id, d.seed, d.considered';
const LEGS = `(select coalesce(json_agg(${LEG_JSON} order by l.ordinal), '[]')
  from economics.routing_decision_leg l ${LEG_OUTCOME} where l.tenant_id = d.tenant_id and l.run_id = d.run_id) as legs`;

/**
 * $1 tenant, $2 effect type, $3 workflow, $4 provider, $5 only explored, $6 from, $7 until, $8 and $9 keyset, $10 limit.
 * What is null is not asked for. Newest first.
 */
const PAGE = sql(
  'economics-decision-page',
  `select ${DECISION}, ${LEGS} from economics.routing_decision d
   where d.tenant_id = $1 and ($2::text is null or d.effect_type_id = $2)
     and ($6::timestamptz is null or d.decided_at >= $6) and ($7::timestamptz is null or d.decided_at < $7)
     and ($8::timestamptz is null or (d.decided_at, d.run_id) < ($8, $9::uuid))
     and (($3::text is null and $4::text is null and not $5) or exists (
       select from economics.routing_decision_leg l where l.tenant_id = d.tenant_id and l.run_id = d.run_id
         and ($3::text is null or l.workflow_id = $3) and ($4::text is null or l.provider_id = $4)
         and (not $5 or l.role <> 'candidate')))
   order by d.decided_at desc, d.run_id desc limit $10`,
);
/** $1 tenant, $2 trial, $3 since. */
const OF_TRIAL = sql(
  'economics-decisions-of-trial',
  `select ${DECISION}, ${LEGS} from economics.routing_decision d
   where d.tenant_id = $1 and d.trial_id = $2 and d.decided_at >= $3 order by d.decided_at, d.run_id`,
);

/** $1 tenant, $2 effect type, $3 since. Decisions that were drawn by chance: benchmarks were not,
 * nor those that found nobody. */
const FOR_JUDGING = sql(
  'economics-decisions-for-judging',
  `select ${DECISION}, ${LEGS} from economics.routing_decision d
   where d.tenant_id = $1 and d.effect_type_id = $2 and d.decided_at >= $3 and d.policy_version like 'planned-legs-%'
     and exists (select from economics.routing_decision_leg l where l.tenant_id = d.tenant_id and l.run_id = d.run_id)
   order by d.decided_at, d.run_id`,
);

interface DecisionRow {
  run_id: string;
  owner_id: string;
  effect_type_id: string;
  decided_at: Date;
  manifest_version: number | null;
  is_manifest_stale: boolean;
  policy_version: string;
  policy_kind: PolicyKind;
  exploration_share: number;
  is_exploration_stopped: boolean;
  trial_id: string | null;
  seed: string;
  considered: DecisionCandidate[];
  legs: (DecisionLeg & {
    outcome: string | null;
    isRejected: boolean;
    qualityPpm: number | null;
    busyMs: number | null;
    costNanoUsd: string | null;
  })[];
}

/** A leg and what became of it. */
export type SettledLeg = DecisionLeg & LegOutcome;
/** A decision with what became of its legs by now. */
export type LoggedDecision = Omit<Decision, 'legs'> & { legs: SettledLeg[] };

/** Which decisions are asked for; null asks for all. */
export interface DecisionFilter {
  effectTypeId: string | null;
  workflowId: string | null;
  providerId: string | null;
  /** Only those that gave an exploration or shadow leg. */
  isExploring: boolean;
  from: Date | null;
  until: Date | null;
}

/** Writes a decision down, once per run. */
export async function insertDecision(tx: Transaction, decision: Decision): Promise<void> {
  const { tenantId } = tx.call.caller;
  const isNew = await tx.maybeOne(INSERT, [
    tenantId,
    decision.runId,
    decision.ownerId,
    decision.effectTypeId,
    decision.decidedAt,
    decision.manifestVersion,
    decision.isManifestStale,
    decision.policyVersion,
    decision.policyKind,
    decision.explorationShare,
    decision.isExplorationStopped,
    decision.trialId,
    decision.seed,
    JSON.stringify(decision.considered),
    tx.now,
  ]);
  if (isNew) await tx.rows(INSERT_LEGS, [tenantId, decision.runId, JSON.stringify(decision.legs), tx.now]);
}

/** Decisions, newest first. @param after the last one that was read */
export async function decisionPage(
  tx: Transaction,
  filter: DecisionFilter,
  after: { decidedAt: Date; runId: string } | null,
  limit: number,
): Promise<LoggedDecision[]> {
  const rows = await tx.rows<DecisionRow>(PAGE, [
    tx.call.caller.tenantId,
    filter.effectTypeId,
    filter.workflowId,
    filter.providerId,
    filter.isExploring,
    filter.from,
    filter.until,
    after?.decidedAt ?? null,
    after?.runId ?? null,
    limit,
  ]);
  return rows.map(toDecision);
}

/** Every decision that took part in an A/B, oldest first. */
export async function decisionsOfTrial(
  tx: Transaction,
  trial: { id: string; startedAt: Date },
): Promise<LoggedDecision[]> {
  const rows = await tx.rows<DecisionRow>(OF_TRIAL, [tx.call.caller.tenantId, trial.id, trial.startedAt]);
  return rows.map(toDecision);
}

/** Decisions of one effect type that a policy can be judged on, oldest first. */
export async function decisionsForJudging(
  tx: Transaction,
  effectTypeId: string,
  since: Date,
): Promise<LoggedDecision[]> {
  const rows = await tx.rows<DecisionRow>(FOR_JUDGING, [tx.call.caller.tenantId, effectTypeId, since]);
  return rows.map(toDecision);
}

function toDecision(row: DecisionRow): LoggedDecision {
  return {
    runId: row.run_id,
    ownerId: row.owner_id,
    effectTypeId: row.effect_type_id,
    decidedAt: row.decided_at,
    manifestVersion: row.manifest_version,
    isManifestStale: row.is_manifest_stale,
    policyVersion: row.policy_version,
    policyKind: row.policy_kind,
    explorationShare: row.exploration_share,
    isExplorationStopped: row.is_exploration_stopped,
    trialId: row.trial_id,
    seed: row.seed,
    considered: row.considered,
    legs: row.legs.map(({ qualityPpm, costNanoUsd, ...leg }) => ({
      ...leg,
      quality: qualityPpm === null ? null : qualityPpm / 1e6,
      costNanoUsd: costNanoUsd === null ? null : BigInt(costNanoUsd),
    })),
  };
}
