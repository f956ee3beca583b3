import { seedHouseRateCard } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import economics from '@effect-studio/economics/subgraph';
import { EventProcessor } from '@effect-studio/kernel/bus/event-processor';
import { type ContextServices, callContext, systemCaller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import type { BusEvent } from '@effect-studio/schema/events/envelope';
import type { Pool } from 'pg';
import type { EconomicsPart } from './part.ts';

/** Events that a consumer group reads at once. */
const BATCH = 512;
const BATCHES = 8;
const ROUNDS = 3;
const LEGS_PER_RUN = 4;
const PROVIDERS = ['cpu-swift', 'cpu-studio', 'cpu-atelier'];
const EFFECTS = Array.from({ length: 10 }, (_, index) => `effect-${index}`);
/** Whose work it is: other parts have histories of their own. */
const TENANT_ID = newId();
const SMALL = 10_000;
/** `BENCH_EXECUTIONS` makes it smaller on a slow machine. */
const LARGE = Number(process.env.BENCH_EXECUTIONS ?? 1_000_000);

const FEW = 'executions booked from a batch, beside 10,000';
const MANY = `executions booked from a batch, beside ${LARGE.toLocaleString('en')}`;

/** From a batch of events in the inbox to committed cost entries, statements and buckets, on small and large tables. */
export const ingestionPart: EconomicsPart = {
  metrics: { [FEW]: 'executions/s', [MANY]: 'executions/s' },
  open: async ({ services, owner }, say) => {
    await seedHouseRateCard(callContext(services, { caller: systemCaller() }));
    say(`filling up to ${SMALL.toLocaleString('en')} executions`);
    await fillTo(owner, SMALL);
    const few: number[] = [];
    // The first round warms plans and caches.
    for (let round = 0; round <= ROUNDS; round += 1) few.push(await bookBatches(services));
    say(`filling up to ${LARGE.toLocaleString('en')} executions`);
    await fillTo(owner, LARGE);
    let round = 0;
    const measure = async () => {
      round += 1;
      return { [FEW]: few[1 + (round % ROUNDS)]!, [MANY]: await bookBatches(services) };
    };
    return [{ name: `inbox batches of ${BATCH}`, measure }];
  },
};

/** @returns executions per second */
async function bookBatches(services: ContextServices): Promise<number> {
  const processor = new EventProcessor(services, economics.consumers);
  const batches = Array.from({ length: BATCHES }, () => batchOf(services.clock.now()));
  const startedAt = performance.now();
  for (const batch of batches) await processor.processAll(batch);
  return (BATCH * BATCHES * 1_000) / (performance.now() - startedAt);
}

function batchOf(now: Date) {
  let run = { runId: newId(), ownerId: newId() };
  return Array.from({ length: BATCH }, (_, index) => {
    if (index % LEGS_PER_RUN === 0) run = { runId: newId(), ownerId: newId() };
    const endedAt = new Date(now.getTime() - (index % 60) * 1_000);
    const busyMs = 1_000 + index;
    const event: BusEvent<object> = {
      id: newId(),
      type: 'TaskAttemptEnded.v1',
      occurredAt: endedAt.toISOString(),
      module: 'execution',
      aggregateId: run.runId,
      correlationId: newId(),
      causationId: null,
      idempotencyKey: `execution:${run.runId}:attempt-${index}:v1`,
      tenantId: TENANT_ID,
      budgetContext: 'user_run',
      payload: {
        ...run,
        schema_version: 'v1',
        taskId: newId(),
        attempt: 1,
        role: 'candidate',
        outcome: 'succeeded',
        providerId: PROVIDERS[index % PROVIDERS.length],
        workflowId: 'bench',
        effectTypeId: EFFECTS[index % EFFECTS.length],
        agentId: newId(),
        agentOwnerId: run.ownerId,
        instanceType: 'cpu.small',
        budgetContext: 'user_run',
        workUnits: 2,
        queueWaitMs: 5,
        busyMs,
        startedAt: new Date(endedAt.getTime() - busyMs).toISOString(),
        endedAt: endedAt.toISOString(),
      },
    };
    return { position: BigInt(index), event };
  });
}

/** Earlier executions with their costs, written past the engine: only their number and their indexes matter. */
async function fillTo(owner: Pool, size: number): Promise<void> {
  const { rows } = await owner.query<{ n: number }>(
    'select count(*)::int as n from economics.cost_entry where tenant_id = $1',
    [TENANT_ID],
  );
  const missing = size - rows[0]!.n;
  if (missing <= 0) return;
  await owner.query(
    `with fact as (
       select gen_random_uuid() as task_id, gen_random_uuid() as run_id, gen_random_uuid() as owner_id, i,
         now() - (i % 600000) * interval '1 second' as ended_at
       from generate_series(1, $1::int) i
     ), runs as (
       insert into economics.run_account (run_id, owner_id, tenant_id, state, created_at, updated_at)
       select run_id, owner_id, $2, 'CHARGED', ended_at, ended_at from fact
     ), executions as (
       insert into economics.execution (tenant_id, task_id, attempt, run_id, owner_id, role, outcome, provider_id, workflow_id,
         effect_type_id, fleet, instance_type, agent_id, agent_owner_id, budget_context, milli_units, queue_wait_ms, startup_ms, busy_ms,
         throttled_count, throttled_ms, started_at, ended_at, created_at, updated_at)
       select $2, task_id, 1, run_id, owner_id, 'candidate', 'succeeded', 'cpu-swift', 'bench', 'effect-' || i % 10, 'default',
         'cpu.small', owner_id, owner_id, 'user_run', 2000, 5, 0, 3600, 0, 0, ended_at - interval '3.6 seconds', ended_at, ended_at, ended_at
       from fact
     )
     insert into economics.cost_entry (id, component, stage, account, source_kind, source_id, task_id, attempt, revision,
       event_time, recorded_at, run_id, owner_id, tenant_id, role, outcome, provider_id, workflow_id, effect_type_id, fleet,
       instance_type, budget_context, busy_ms, rate_card_version, rate_nano_usd_per_hour, cost_nano_usd, bearer,
       statement_seq, statement_hash)
     select gen_random_uuid(), 'BUSY', 'ESTIMATED', 'DISPATCH', 'ATTEMPT', '', task_id, 1, 1, ended_at, ended_at, run_id,
       owner_id, $2, 'candidate', 'succeeded', 'cpu-swift', 'bench', 'effect-' || i % 10, 'default', 'cpu.swift', 'user_run',
       3600, 1, 85000000, 85000, 'RUN', 1, sha256(task_id::text::bytea)
     from fact`,
    [missing, TENANT_ID],
  );
  await owner.query('vacuum analyze economics.execution, economics.cost_entry, economics.run_account');
}
