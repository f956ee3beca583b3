import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import { isId } from '@effect-studio/kernel/ids';
import type { Agent as AgentModel } from '../domain/agent.ts';
import { utilisation } from '../domain/utilisation.ts';
import type {
  AgentLeaseResolvers,
  AgentResolvers,
  SpotCheckResolvers,
  TaskAttemptResolvers,
} from '../generated/resolvers.ts';
import { type AgentRow, toAgent } from '../persistence/agent-row.ts';
import { READ_AGENTS_BY_ID } from '../persistence/sql/agent-statements.ts';
import { READ_CHECKS_OF_AGENT } from '../persistence/sql/spot-check-statements.ts';
import {
  READ_ATTEMPTS_OF_AGENT,
  READ_BUSY,
  READ_LEASES_OF_AGENT,
} from '../persistence/sql/workload-statements.ts';
import type { AgentLeaseRow, AttemptRow } from '../persistence/workload-rows.ts';
import type { DecidedSpotCheck } from '../use-cases/spot-checks/draw-spot-check.ts';
import { loadTask } from './load-task.ts';

const LONGEST_WINDOW_MINUTES = 10_080;
const MOST_ATTEMPTS = 100;

/** A window in minutes as it may be asked for. */
export const windowMinutes = (minutes: number): number =>
  Math.min(LONGEST_WINDOW_MINUTES, Math.max(1, minutes));

/** An agent of the admin's tenant; null for others and for strangers. */
export async function loadAgent(ctx: CallContext, id: string): Promise<AgentModel | null> {
  // Agents are shown to admins and the platform only; a reference must not open another way.
  if (!isId(id) || (ctx.caller.kind !== 'system' && !ctx.caller.scopes.includes('admin'))) return null;
  const agents = loader<string, AgentModel>(ctx, 'execution-agents', (ids) =>
    ctx.db.transaction(ctx, async (tx) => {
      // No row-level security here: machines of one tenant do the work of all.
      const rows = await tx.rows<AgentRow>(READ_AGENTS_BY_ID, [ids, ctx.caller.tenantId]);
      return new Map(rows.map((row) => [row.id, toAgent(row)]));
    }),
  );
  return agents.load(id);
}

export const Agent: AgentResolvers = {
  __resolveReference: ({ id }, ctx) => loadAgent(ctx, id),
  owner: ({ ownerId }) => ({ id: ownerId }),
  utilisation: async ({ id, concurrency, sessionStartedAt }, { minutes }, ctx) => {
    const windowMs = windowMinutes(minutes) * 60_000;
    const now = ctx.clock.now();
    const busy = loader<string, number>(ctx, `execution-busy-${windowMs}`, (ids) =>
      ctx.db.transaction(ctx, async (tx) => {
        const since = new Date(now.getTime() - windowMs);
        const rows = await tx.rows<{ agent_id: string; busy_ms: number }>(READ_BUSY, [ids, since, now]);
        return new Map(rows.map((row) => [row.agent_id, row.busy_ms]));
      }),
    );
    const onlineMs = sessionStartedAt ? now.getTime() - sessionStartedAt.getTime() : 0;
    return utilisation({ busyMs: (await busy.load(id)) ?? 0, onlineMs, windowMs, concurrency });
  },
  leases: async ({ id }, _args, ctx) =>
    ctx.db.transaction(ctx, (tx) => tx.rows<AgentLeaseRow>(READ_LEASES_OF_AGENT, [id])),
  spotChecks: ({ id }, _args, ctx) =>
    ctx.db.transaction(ctx, (tx) => tx.rows<DecidedSpotCheck>(READ_CHECKS_OF_AGENT, [id])),
  recentAttempts: async ({ id }, { first }, ctx) => {
    const limit = Math.min(MOST_ATTEMPTS, Math.max(1, first));
    return ctx.db.transaction(ctx, (tx) => tx.rows<AttemptRow>(READ_ATTEMPTS_OF_AGENT, [id, limit]));
  },
};

export const AgentLease: AgentLeaseResolvers = {
  leaseId: ({ lease_id }) => lease_id,
  task: ({ task_id }, _args, ctx) => loadTask(ctx, task_id),
  provider: ({ provider_id }) => ({ id: provider_id }),
  startedAt: ({ started_at }) => started_at,
  ageMs: ({ started_at }, _args, ctx) => ctx.clock.now().getTime() - started_at.getTime(),
  expiresAt: ({ lease_until }) => lease_until,
  hardDeadlineAt: ({ hard_deadline }) => hard_deadline,
  isCancelled: ({ is_cancelled }) => is_cancelled,
};

export const TaskAttempt: TaskAttemptResolvers = {
  leaseId: ({ lease_id }) => lease_id,
  task: ({ task_id }, _args, ctx) => loadTask(ctx, task_id),
  provider: ({ provider_id }) => ({ id: provider_id }),
  outcome: ({ outcome }) => outcome.toUpperCase() as never,
  startedAt: ({ started_at }) => started_at,
  endedAt: ({ ended_at }) => ended_at,
  queueWaitMs: ({ ready_at, started_at }) => Math.max(0, started_at.getTime() - ready_at.getTime()),
  busyMs: ({ busy_ms }) => busy_ms,
  startupMs: ({ startup_ms }) => startup_ms,
  throttledCount: ({ throttled_count }) => throttled_count,
  throttledMs: ({ throttled_ms }) => throttled_ms,
  failureClass: ({ failure_class }) => failure_class,
  failureCause: ({ failure_cause }) => failure_cause,
};

export const SpotCheck: SpotCheckResolvers = {
  task: ({ taskId }, _args, ctx) => loadTask(ctx, taskId),
  checker: ({ checkerId }, _args, ctx) => loadAgent(ctx, checkerId),
  colourDistance: ({ distance }) => distance?.colour ?? null,
  structureDistance: ({ distance }) => distance?.structure ?? null,
};
