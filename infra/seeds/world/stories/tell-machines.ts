import {
  type CallContext,
  type ContextServices,
  callContext,
  systemCaller,
} from '@effect-studio/kernel/context';
import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { WORLD_TENANT_ID } from '../world.ts';
import { placeLeases, type TaskOnMachines, type ToldAttempt, WORLD_MACHINES } from './machine.ts';

/**
 * Attempts are told when they are this old. What execution concludes about a provider, it concludes from the last ten
 * minutes: nothing of the world counts there.
 */
const SETTLED_MS = 900_000;
/** Tasks per transaction. */
const CHUNK = 1_000;

/** $1 machines as JSON, $2 when the first of them began, $3 when the last attempt ended that was told. */
const UPSERT_MACHINES = sql(
  'world-upsert-machines',
  `insert into execution.agent (id, client_id, owner_id, tenant_id, name, status, version, instance_type, capabilities,
     offered_revision_ids, revision_ids, concurrency, trust, trust_since, registered_at, last_seen_at, last_polled_at,
     session_started_at, created_at, updated_at)
   select m.id, m.id, (select owner_id from execution.task where tenant_id = '${WORLD_TENANT_ID}' order by queued_at, id limit 1),
     '${WORLD_TENANT_ID}', m.name, 'LOST', '1.0.0', 'world.machine', '{cpu}', '{}', '{}', m.concurrency, 'TRUSTED', $2, $2, $3, $3, $2, $2, $3
   from jsonb_to_recordset($1::jsonb) as m (id uuid, name text, concurrency int)
   on conflict (id) do update set last_seen_at = $3, last_polled_at = $3, updated_at = $3
     where execution.agent.last_seen_at < $3`,
);

/** $1 ended before, $2 and after this moment with this task id ($3), $4 at most. Oldest first. */
const UNTOLD_TASKS = sql(
  'world-tasks-without-attempts',
  `select id as "taskId", queued_at as "queuedAt", ended_at as "endedAt", provider_id as "providerId" from execution.task t
   where tenant_id = '${WORLD_TENANT_ID}' and ended_at < $1 and (ended_at, id) > ($2, $3::uuid)
     and not exists (select 1 from execution.attempt a where a.task_id = t.id)
   order by ended_at, id limit $4`,
);

/** $1 tasks. */
const ATTEMPTS_IN_THE_BOOKS = sql(
  'world-attempts-in-the-books',
  `select task_id as "taskId", attempt, outcome, busy_ms::float8 as "busyMs", startup_ms::float8 as "startupMs",
     throttled_count as "throttledCount", throttled_ms::float8 as "throttledMs"
   from economics.execution where tenant_id = '${WORLD_TENANT_ID}' and task_id = any ($1::uuid[]) order by task_id, attempt`,
);

/** $1 leases as JSON. */
const INSERT_ATTEMPTS = sql(
  'world-insert-attempts',
  `insert into execution.attempt (lease_id, task_id, provider_id, epoch, agent_id, ready_at, started_at, ended_at, outcome, busy_ms,
     is_late, failure_class, failure_cause, startup_ms, throttled_count, throttled_ms)
   select "leaseId", "taskId", "providerId", attempt, "machineId", "readyAt", "startedAt", "endedAt", outcome, "busyMs", outcome = 'late',
     "failureClass", "failureCause", "startupMs", "throttledCount", "throttledMs"
   from jsonb_to_recordset($1::jsonb) as l ("leaseId" uuid, "taskId" uuid, "providerId" text, attempt int, "machineId" uuid,
     "readyAt" timestamptz, "startedAt" timestamptz, "endedAt" timestamptz, outcome text, "busyMs" float8, "failureClass" text,
     "failureCause" text, "startupMs" float8, "throttledCount" int, "throttledMs" float8)
   on conflict do nothing`,
);

interface UntoldTask extends Omit<TaskOnMachines, 'attempts'> {
  providerId: string;
}

/** What the world's failures are put down to; the books only know that they failed. */
const CAUSES: Readonly<Record<string, { failureClass: string; failureCause: string } | undefined>> = {
  failed: { failureClass: 'retryable', failureCause: 'The renderer ended early.' },
  expired: { failureClass: 'heartbeat', failureCause: 'The machine was not heard of any more.' },
};

/**
 * Tells execution which machines of the world worked on its tasks, each task once, from what the books know of its attempts.
 * The machines are shown as lost: they lease nothing, and no provider is healthy because of them. Call after `tellStories`.
 * @returns how many attempts were told
 */
export async function tellMachines(
  tellers: Record<'economics' | 'execution', ContextServices>,
): Promise<number> {
  const within = <Answer>(name: keyof typeof tellers, work: (tx: Transaction) => Promise<Answer>) => {
    const ctx: CallContext = callContext(tellers[name], {
      caller: systemCaller(WORLD_TENANT_ID),
      correlationId: newId(),
    });
    return ctx.db.transaction(ctx, work);
  };
  let told = 0;
  let from = { endedAt: new Date(0), taskId: '00000000-0000-0000-0000-000000000000' };
  while (true) {
    const tasks = await within('execution', (tx) => {
      const settled = new Date(tx.now.getTime() - SETTLED_MS);
      return tx.rows<UntoldTask>(UNTOLD_TASKS, [settled, from.endedAt, from.taskId, CHUNK]);
    });
    const last = tasks.at(-1);
    if (!last) return told;
    from = last;
    const booked = await within('economics', (tx) =>
      tx.rows<ToldAttempt>(ATTEMPTS_IN_THE_BOOKS, [tasks.map(({ taskId }) => taskId)]),
    );
    const attempts = Map.groupBy(booked, ({ taskId }) => taskId);
    const providers = new Map(tasks.map(({ taskId, providerId }) => [taskId, providerId]));
    const leases = placeLeases(
      tasks.map((task) => ({ ...task, attempts: attempts.get(task.taskId) ?? [] })),
    ).map((lease) => ({ ...lease, providerId: providers.get(lease.taskId), ...CAUSES[lease.outcome] }));
    await within('execution', async (tx) => {
      await tx.rows(UPSERT_MACHINES, [JSON.stringify(WORLD_MACHINES), tasks[0]!.queuedAt, last.endedAt]);
      await tx.rows(INSERT_ATTEMPTS, [JSON.stringify(leases)]);
    });
    told += leases.length;
  }
}
