import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { EXPECTED_RUN_MS } from '../config.ts';
import { readTenants } from '../persistence/tenants.ts';

const HOUR_MS = 3_600_000;

/**
 * $1 stood still since before this, $2 now. Runs whose machine-made state takes too long, and ended runs whose
 * tokens did not come back; each is reported once. Approval waits for people and takes what it takes; a turn is waited for
 * until the run's own deadline, and looked after by `give-turns`.
 */
const FLAG_STUCK = sql(
  'orchestrator-flag-stuck-runs',
  `update orchestrator.run r set flagged_at = $2
   where flagged_at is null and state_changed_at < $1
     and (state not in ('QUEUED', 'AWAITING_APPROVAL', 'PUBLISHED', 'COMPLETED', 'FAILED', 'REJECTED', 'CANCELLED', 'EXPIRED')
          or exists (select 1 from orchestrator.saga_log l where l.saga_id = r.id and l.status = 'compensating'))
   returning id, state, correlation_id as "correlationId"`,
);
/** $1 run, $2 words. */
const NOTE_MISSING_COMPENSATION = sql(
  'orchestrator-note-missing-compensation',
  `update orchestrator.saga_log set compensation_error = $2 where saga_id = $1 and status = 'compensating'`,
);

interface StuckRun {
  id: string;
  state: string;
  correlationId: string;
}

/** Looks hourly, in every tenant, for runs older than twice their expected duration and tells the operator about each, once. */
export const reconcileRuns: JobHandler = {
  kind: 'reconcile-runs',
  everyMs: HOUR_MS,
  run: async (ctx) => {
    for (const tenantId of await readTenants(ctx)) {
      const call = callContext(ctx, { caller: systemCaller(tenantId), correlationId: ctx.correlationId });
      for (const run of await flagStuck(call)) await report(call, run);
    }
  },
};

/** Marks what stands still in the caller's tenant, so that the next round does not report it again. */
function flagStuck(ctx: CallContext): Promise<StuckRun[]> {
  return ctx.db.transaction(ctx, async (tx) => {
    const before = new Date(tx.now.getTime() - 2 * EXPECTED_RUN_MS);
    const found = await tx.rows<StuckRun>(FLAG_STUCK, [before, tx.now]);
    for (const { id } of found) {
      await tx.rows(NOTE_MISSING_COMPENSATION, [id, 'no release or refund arrived in time']);
    }
    return found;
  });
}

function report(ctx: CallContext, { id, state, correlationId }: StuckRun): Promise<void> {
  return ctx.actionLog.critical({
    eventType: 'RUN_STUCK',
    correlationId,
    tenantId: ctx.caller.tenantId,
    message: `Run ${id} has been ${state} for more than twice its expected duration.`,
    economicImpact: { type: 'REVENUE_AT_RISK', estimatedCostNanoUsd: null, affectedJobs: 1 },
    operatorAction: {
      classification: 'STUCK_SAGA',
      urgency: 'ACT_NOW',
      suggestedAction: 'Read its trace, look for a dead letter of the run, mend the cause and replay it.',
      autoActionTaken: null,
      escalationChain: ['operator_monitor', 'admin_alert'],
      runbook: 'stuck-run.md',
    },
  });
}
