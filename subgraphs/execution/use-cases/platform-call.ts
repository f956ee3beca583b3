import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';

/**
 * The same call as the platform, for work on a task that an authorized machine asked for. Events then
 * carry the task's tenant and the run's correlation id, whoever's machine did the work.
 */
export function asPlatform(
  ctx: CallContext,
  task?: { tenantId: string; correlationId: string },
): CallContext {
  return callContext(ctx, {
    caller: systemCaller(task?.tenantId ?? ctx.caller.tenantId),
    correlationId: task?.correlationId ?? ctx.correlationId,
    causationId: ctx.causationId,
  });
}
