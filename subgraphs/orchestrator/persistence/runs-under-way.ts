import { sql, type Transaction } from '@effect-studio/kernel/database';

/** As the index `run_under_way` has it: a run that waits for a reviewer, or is being published, keeps no machine. */
const UNDER_WAY = `state in ('AWAITING_MEDIA', 'RESERVING', 'ANALYZING', 'PROMPTING', 'DISPATCHING', 'RUNNING', 'EVALUATING', 'SELECTING', 'FINISHING')`;

/** $1 person. Makes submissions of one person wait for each other until the transaction ends. */
const LOCK_PERSON = sql(
  'orchestrator-lock-submissions',
  `select pg_advisory_xact_lock(hashtextextended('submit:' || $1::text, 0))`,
);
/** $1 tenant, $2 person, $3 where counting ends. */
const OF_PERSON = sql(
  'orchestrator-runs-under-way-of-person',
  `select count(*)::int as count from (
     select from orchestrator.run where tenant_id = $1 and owner_id = $2 and ${UNDER_WAY} limit $3) counted`,
);
/** $1 tenant, $2 where counting ends. */
const OF_TENANT = sql(
  'orchestrator-runs-under-way-of-tenant',
  `select count(*)::int as count from (
     select from orchestrator.run where tenant_id = $1 and ${UNDER_WAY} limit $2) counted`,
);

/** Runs of the caller that are under way, at most `limit`; no other submission of theirs is counted until this one ends. */
export async function lockRunsOfCaller(tx: Transaction, limit: number): Promise<number> {
  const { tenantId, subjectId } = tx.call.caller;
  await tx.rows(LOCK_PERSON, [subjectId]);
  return (await tx.one<{ count: number }>(OF_PERSON, [tenantId, subjectId, limit])).count;
}

/** Runs of everybody in the tenant that are under way, at most `limit`. To be asked as the platform. */
export async function runsOfTenant(tx: Transaction, limit: number): Promise<number> {
  return (await tx.one<{ count: number }>(OF_TENANT, [tx.call.caller.tenantId, limit])).count;
}
