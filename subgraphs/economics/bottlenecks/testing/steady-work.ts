import type { CallContext } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { BUCKET_MS, bucketOf } from '../../detection/domain/bucket-facts.ts';
import type { Execution } from '../../executions/domain/execution.ts';
import { saveExecutions } from '../../executions/persistence/executions.ts';

/** How one provider works for a while. */
export interface Pace {
  providerId: string;
  /** Against three seconds per work unit. */
  slowness?: number;
  /** Share of attempts that are asked to slow down. */
  throttledShare?: number;
  perBucket?: number;
}

/** Makes executions of some providers, two workflows each, in the bucket of now; with a little scatter. */
export async function workOneBucket(ctx: CallContext, paces: readonly Pace[]): Promise<void> {
  const start = bucketOf(ctx.clock.now()).getTime();
  const executions = paces.flatMap(({ providerId, slowness = 1, throttledShare = 0, perBucket = 12 }) =>
    Array.from({ length: perBucket }, (_, index): Execution => {
      const busyMs = Math.round(3_000 * slowness * (1 + 0.1 * Math.sin(index * 7 + start / BUCKET_MS)));
      const endedAt = new Date(start + 1_000 + index * 60_000);
      const isThrottled = index < throttledShare * perBucket;
      return {
        ...{
          taskId: newId(),
          attempt: 1,
          runId: newId(),
          ownerId: newId(),
          role: 'candidate',
          outcome: 'succeeded',
        },
        ...{ providerId, workflowId: index % 2 === 0 ? 'grade' : 'grain', effectTypeId: 'look-match' },
        ...{
          fleet: 'default',
          instanceType: 'local.cpu',
          agentId: newId(),
          agentOwnerId: newId(),
          budgetContext: 'user_run',
        },
        ...{ milliUnits: 1_000, queueWaitMs: 0, startupMs: 0, busyMs },
        ...{ throttledCount: isThrottled ? 2 : 0, throttledMs: isThrottled ? 900 : 0 },
        startedAt: new Date(endedAt.getTime() - busyMs),
        endedAt,
      } as Execution;
    }),
  );
  await ctx.db.transaction(ctx, (tx) => saveExecutions(tx, executions));
}
