import { type CallContext, systemCaller } from '@effect-studio/kernel/context';

const ELIGIBLE = `query ProvidersEligibleAgents($workflowId: ID!, $digest: String) {
  eligibleAgents(workflowId: $workflowId, digest: $digest) { id }
}`;

/**
 * Machines that could take work of a workflow now, as execution says. Asked as the platform: makers, for whom one is
 * chosen, may not know what machines there are.
 * @param digest of a form that they must have built in; absent: they must take forms with the lease
 */
export async function eligibleAgents(
  ctx: CallContext,
  { workflowId, digest = null }: { workflowId: string; digest?: string | null },
): Promise<{ id: string }[]> {
  const answer = await ctx.graph.ask<{ eligibleAgents: { id: string }[] }>(
    { ...ctx, caller: systemCaller(ctx.caller.tenantId) },
    ELIGIBLE,
    { workflowId, digest },
  );
  return answer.eligibleAgents;
}
