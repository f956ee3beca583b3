import type { Transaction } from '@effect-studio/kernel/database';
import type { AgentRow } from '../../persistence/agent-row.ts';
import { AGENTS_OF_CLIENT, LOCK_AGENT, REVOKE_MACHINE } from '../../persistence/sql/agent-statements.ts';
import { probeProviders } from '../providers/probe-providers.ts';
import { endSession } from './agent-session.ts';

/** Takes a machine's agents out of work; their leases end at once, without blame for the tasks. */
export async function revokeMachine(tx: Transaction, clientId: string): Promise<void> {
  await tx.rows(REVOKE_MACHINE, [clientId, tx.now, clientId]);
  for (const { id } of await tx.rows<{ id: string }>(AGENTS_OF_CLIENT, [clientId])) {
    await endSession(tx, await tx.one<AgentRow>(LOCK_AGENT, [id]), 'revoked');
    await tx.schedule({ kind: 'end-agent-leases', dedupeKey: `revoked:${id}`, payload: { agentId: id } });
  }
  await probeProviders(tx);
}
