import type { Transaction } from '@effect-studio/kernel/database';
import {
  FAULT_WINDOW_MS,
  judgeTrust,
  type TrustRecord,
  type TrustVerdict,
} from '../../domain/agent-trust.ts';
import type { AgentRow } from '../../persistence/agent-row.ts';
import { LOCK_AGENT } from '../../persistence/sql/agent-statements.ts';
import { NOTE_FAULT, READ_TRUST, SET_TRUST } from '../../persistence/sql/care-statements.ts';
import { type AgentCondition, tellCondition } from './tell-condition.ts';

/** A bad output counts against its agent, once per task; too many quarantine it. */
export async function noteFault(
  tx: Transaction,
  agentId: string,
  fault: { taskId: string; kind: 'REFUSED' | 'REJECTED'; reason: string },
): Promise<void> {
  const agent = await tx.maybeOne<AgentRow>(LOCK_AGENT, [agentId]);
  if (!agent) return;
  const noted = await tx.maybeOne(NOTE_FAULT, [agentId, fault.taskId, fault.kind, fault.reason, tx.now]);
  if (noted) await judgeAgent(tx, agent);
}

/** Changes the trust in a locked agent, if what it did calls for that. */
export async function judgeAgent(tx: Transaction, agent: AgentRow): Promise<void> {
  const row = await tx.one<{
    trust: TrustRecord['trust'];
    quarantines: number;
    quarantine_until: Date | null;
    faults: number;
    good_results: number;
  }>(READ_TRUST, [agent.id, new Date(tx.now.getTime() - FAULT_WINDOW_MS)]);
  const record = {
    trust: row.trust,
    faults: row.faults,
    goodResults: row.good_results,
    quarantines: row.quarantines,
    quarantineUntil: row.quarantine_until,
  };
  const verdict = judgeTrust(record, tx.now);
  if (verdict) await setTrust(tx, agent, verdict, wordsOf(verdict, record));
}

/** Stores a change of trust and tells it. A quarantined agent's leases go on. */
export async function setTrust(
  tx: Transaction,
  agent: AgentRow,
  verdict: NonNullable<TrustVerdict>,
  reason: string,
): Promise<void> {
  const isQuarantine = verdict.kind === 'quarantine';
  await tx.rows(SET_TRUST, [
    agent.id,
    TRUST_AFTER[verdict.kind],
    tx.now,
    isQuarantine ? verdict.until : null,
    isQuarantine ? reason : null,
    agent.quarantines + (isQuarantine ? 1 : 0),
  ]);
  await tellCondition(tx, agent, CONDITION_AFTER[verdict.kind], reason);
  if (!isQuarantine) return;
  const { actionLog, correlationId } = tx.call;
  tx.afterCommit(() =>
    actionLog.warn({
      eventType: 'AGENT_QUARANTINED',
      correlationId,
      tenantId: agent.tenant_id,
      message: `Agent ${agent.name} gets no more work: ${reason}`,
      economicImpact: {
        type: 'QUALITY_DEGRADATION',
        estimatedCostNanoUsd: null,
        affectedJobs: agent.fault_count,
      },
      operatorAction: {
        classification: 'AGENT_FAULTY',
        urgency: 'ACT_TODAY',
        suggestedAction: 'Look at its recent attempts and its machine; release it when it is mended.',
        autoActionTaken: `Quarantined until ${verdict.until.toISOString()}.`,
        escalationChain: ['machine owner', 'operator'],
        runbook: 'agents.md',
      },
    }),
  );
}

const TRUST_AFTER = { quarantine: 'QUARANTINED', probation: 'PROBATION', trust: 'TRUSTED' } as const;
const CONDITION_AFTER: Record<NonNullable<TrustVerdict>['kind'], AgentCondition> = {
  quarantine: 'QUARANTINED',
  probation: 'ON_PROBATION',
  trust: 'TRUSTED',
};

function wordsOf(verdict: NonNullable<TrustVerdict>, { faults, goodResults }: TrustRecord): string {
  if (verdict.kind === 'quarantine') return `${faults} of its outputs were bad within a day.`;
  if (verdict.kind === 'probation') return 'Its quarantine is over.';
  return `${goodResults} good results and no bad one.`;
}
