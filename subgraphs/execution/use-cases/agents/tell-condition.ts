import type { Transaction } from '@effect-studio/kernel/database';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import { AgentConditionChanged } from '@effect-studio/schema/events/execution';
import type { AgentRow } from '../../persistence/agent-row.ts';
import { ringTaskBell } from '../leases/task-bell.ts';
import { probeProviders } from '../providers/probe-providers.ts';

export type AgentCondition = PayloadOf<typeof AgentConditionChanged>['condition'];

/** Tells that an agent is treated differently from now on; its providers may have one machine more or less. */
export async function tellCondition(
  tx: Transaction,
  agent: Pick<AgentRow, 'id' | 'owner_id'>,
  condition: AgentCondition,
  reason: string,
): Promise<void> {
  await tx.emit(AgentConditionChanged, {
    aggregateId: agent.id,
    payload: { agentId: agent.id, agentOwnerId: agent.owner_id, condition, reason },
  });
  await probeProviders(tx);
  ringTaskBell(tx);
}
