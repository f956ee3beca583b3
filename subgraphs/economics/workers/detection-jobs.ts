import { callContext, systemCaller } from '@effect-studio/kernel/context';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { runDiagnosis } from '../bottlenecks/use-cases/run-diagnosis.ts';
import { tenantsWithBooks } from '../costs/persistence/request-repricing.ts';
import { forgetPoints } from '../detection/persistence/series-points.ts';

/**
 * Looks whether a quarter of an hour was closed, and takes it in, for every tenant; three times within each, so that none
 * waits for long. Each tenant has a transaction of its own: one whose round fails is told of and tried again, and holds up
 * no other.
 */
export const detectionTick: JobHandler = {
  kind: 'detection-tick',
  everyMs: 5 * 60_000,
  run: async (ctx, job) => {
    const failures: unknown[] = [];
    for (const tenantId of await ctx.db.transaction(ctx, tenantsWithBooks)) {
      const call = callContext(ctx, { caller: systemCaller(tenantId), correlationId: ctx.correlationId });
      try {
        await call.db.transaction(call, async (tx) => {
          await runDiagnosis(tx);
          await forgetPoints(tx);
        });
      } catch (error) {
        ctx.log.warn({ err: error, tenantId }, 'a tenant could not be looked at');
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'some tenants could not be looked at');
    await ctx.db.transaction(ctx, (tx) => job.complete(tx));
  },
};
