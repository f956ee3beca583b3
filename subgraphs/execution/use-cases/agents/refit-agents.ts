import type { CallContext } from '@effect-studio/kernel/context';
import { FIT_AGENTS } from '../../persistence/sql/agent-statements.ts';
import { AGENTS_TO_REFIT } from '../../persistence/sql/revision-statements.ts';

/** Takes from machines what was wanted of them for a while: work for one of them alone, and forms that are not current. */
export async function refitAgents(ctx: CallContext): Promise<void> {
  const stale = await ctx.db.transaction(ctx, (tx) => tx.rows<{ id: string }>(AGENTS_TO_REFIT));
  for (const { id } of stale) await ctx.db.transaction(ctx, (tx) => tx.rows(FIT_AGENTS, [id]));
}
