import type { CallContext } from '@effect-studio/kernel/context';
import { sql } from '@effect-studio/kernel/database';

/** $1 the caller's own tenant, which is looked at whether it has had a run or not. */
const TENANTS = sql(
  'orchestrator-tenants',
  'select tenant_id from orchestrator.tenant union select $1::uuid order by 1',
);

/** Tenants that have had a run, and the caller's own: what rounds over all of them go by. */
export function readTenants(ctx: CallContext): Promise<string[]> {
  return ctx.db.transaction(ctx, async (tx) => {
    const rows = await tx.rows<{ tenant_id: string }>(TENANTS, [ctx.caller.tenantId]);
    return rows.map(({ tenant_id }) => tenant_id);
  });
}
