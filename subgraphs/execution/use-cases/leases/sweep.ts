import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { LOST_AFTER_MS } from '../../domain/agent.ts';
import type { AgentRow } from '../../persistence/agent-row.ts';
import { DRAINED_AGENTS, LOCK_AGENT, SILENT_AGENTS } from '../../persistence/sql/agent-statements.ts';
import { AGENTS_TO_JUDGE } from '../../persistence/sql/care-statements.ts';
import { DUE_LEASES } from '../../persistence/sql/lease-statements.ts';
import { endSession } from '../agents/agent-session.ts';
import { deafAgents, markDeaf } from '../agents/find-deaf-agents.ts';
import { judgeAgent } from '../agents/judge-agent.ts';
import { asPlatform } from '../platform-call.ts';
import { probeProviders } from '../providers/probe-providers.ts';
import { expireLease } from './expire-lease.ts';

/** Ends leases whose time is up and sessions of agents that went silent or are drained, finds deaf agents, and judges trust. Safe to run in several places at once. */
export async function sweep(ctx: CallContext): Promise<void> {
  const platform = asPlatform(ctx);
  const due = await platform.db.transaction(platform, async (tx) => ({
    leases: await tx.rows<{ lease_id: string }>(DUE_LEASES, [tx.now]),
    silent: await tx.rows<{ id: string; tenant_id: string }>(SILENT_AGENTS, [
      new Date(tx.now.getTime() - LOST_AFTER_MS),
    ]),
    drained: await tx.rows<{ id: string; tenant_id: string }>(DRAINED_AGENTS),
    deaf: await deafAgents(tx),
    toJudge: await tx.rows<{ id: string; tenant_id: string }>(AGENTS_TO_JUDGE, [tx.now]),
  }));
  for (const { lease_id } of due.leases) await expireLease(ctx, lease_id, 'time');
  for (const agent of due.silent) await closeSession(ctx, agent, 'lost');
  for (const agent of due.drained) await closeSession(ctx, agent, 'drained');
  for (const agent of due.deaf) await inTenant(ctx, agent, (tx) => markDeaf(tx, agent.id));
  for (const agent of due.toJudge) {
    await inTenant(ctx, agent, async (tx) => judgeAgent(tx, await tx.one<AgentRow>(LOCK_AGENT, [agent.id])));
  }
}

async function closeSession(
  ctx: CallContext,
  { id, tenant_id }: { id: string; tenant_id: string },
  reason: 'lost' | 'drained',
): Promise<void> {
  await inTenant(ctx, { tenant_id }, async (tx) => {
    const agent = await tx.one<AgentRow>(LOCK_AGENT, [id]);
    const isSilent = agent.last_seen_at.getTime() <= tx.now.getTime() - LOST_AFTER_MS;
    const isDrained = agent.status === 'DRAINING' && agent.lease_count === 0;
    if (reason === 'lost' ? !isSilent : !isDrained) return;
    await endSession(tx, agent, reason);
    await probeProviders(tx);
  });
}

async function inTenant(
  ctx: CallContext,
  { tenant_id }: { tenant_id: string },
  work: (tx: Transaction) => Promise<void>,
): Promise<void> {
  const call = asPlatform(ctx, { tenantId: tenant_id, correlationId: ctx.correlationId });
  await call.db.transaction(call, work);
}
