import type { CallContext } from '@effect-studio/kernel/context';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { notFound } from '@effect-studio/kernel/errors';
import { isId, newId } from '@effect-studio/kernel/ids';
import { LOCK_GIVEN_UP, NOTE_RETRY, READ_GIVEN_UP_LEG } from '../../persistence/sql/workload-statements.ts';
import { asPlatform } from '../platform-call.ts';
import { enqueueLegs, type LegsToEnqueue } from './enqueue-legs.ts';

/** A task as it was dispatched. */
export interface LegRow {
  owner_id: string;
  tenant_id: string;
  run_id: string;
  correlation_id: string;
  provider_id: string;
  workflow_id: string;
  digest: string;
  effect_type_id: string;
  excerpt_start_ms: number | null;
  excerpt_duration_ms: number | null;
  work_units: number;
  parameters: LegsToEnqueue['legs'][number]['parameters'];
  example_descriptor: unknown;
  footage_descriptor: unknown;
  example_key: string | null;
  footage_key: string;
}

/**
 * Does a task that was given up once more, as a new task: a shadow leg of the same run, booked as a system test. What was told of
 * the first stays, so a run that went on without it is not disturbed.
 */
export async function retryTask(
  ctx: CallContext,
  { taskId, idempotencyKey }: { taskId: string; idempotencyKey: string },
): Promise<{ __typename: 'Task'; id: string } | ReturnType<typeof notFound> | IdempotencyConflict> {
  if (!isId(taskId)) return notFound('given-up task', taskId);
  const command = { operation: 'retryTask', key: idempotencyKey, payload: { taskId } };
  // Admins see what their tenant gave up; the new task is the platform's, for machines of every tenant.
  const letter = await ctx.db.transaction(ctx, (tx) => tx.maybeOne(LOCK_GIVEN_UP, [taskId]));
  if (!letter) return notFound('given-up task', taskId);
  const call = asPlatform(ctx);
  return idempotent(call, { ...command, subjectId: ctx.caller.subjectId }, async (tx) => {
    await tx.rows(LOCK_GIVEN_UP, [taskId]);
    const leg = await tx.one<LegRow>(READ_GIVEN_UP_LEG, [taskId]);
    const id = newId();
    await tx.rows(NOTE_RETRY, [taskId, id]);
    await enqueueLegs(tx, {
      runId: leg.run_id,
      ownerId: leg.owner_id,
      tenantId: leg.tenant_id,
      inputs: { exampleKey: leg.example_key, footageKey: leg.footage_key },
      exampleDescriptor: leg.example_descriptor,
      footageDescriptor: leg.footage_descriptor,
      legs: [
        {
          taskId: id,
          role: 'shadow',
          providerId: leg.provider_id,
          workflowId: leg.workflow_id,
          workflowDigest: leg.digest,
          effectTypeId: leg.effect_type_id,
          promptVariantId: 'retry',
          parameters: leg.parameters,
          excerpt:
            leg.excerpt_duration_ms === null
              ? null
              : { startMs: leg.excerpt_start_ms ?? 0, durationMs: leg.excerpt_duration_ms },
          workUnits: leg.work_units,
          budgetContext: 'system_test',
        },
      ],
    });
    return { __typename: 'Task' as const, id };
  });
}
