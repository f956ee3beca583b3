import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { invalidInput, notFound } from '@effect-studio/kernel/errors';
import { isId } from '@effect-studio/kernel/ids';
import type { AgentRow } from '../../persistence/agent-row.ts';
import { LOCK_AGENT } from '../../persistence/sql/agent-statements.ts';
import { SET_CORDON } from '../../persistence/sql/care-statements.ts';
import { setTrust } from './judge-agent.ts';
import { tellCondition } from './tell-condition.ts';

type CareAnswer =
  | { __typename: 'Agent'; id: string }
  | ReturnType<typeof notFound>
  | ReturnType<typeof invalidInput>
  | IdempotencyConflict;

interface CareInput {
  agentId: string;
  reason: string;
  idempotencyKey: string;
}

const LONGEST_REASON = 500;

/** Gives an agent no more work until it is uncordoned. Its leases go on, and it stays online. */
export function cordonAgent(ctx: CallContext, input: CareInput): Promise<CareAnswer> {
  return care(ctx, 'cordonAgent', input, async (tx, agent) => {
    if (agent.cordoned_at) return;
    await tx.rows(SET_CORDON, [agent.id, tx.now, input.reason, ctx.caller.subjectId, tx.now]);
    await tellCondition(tx, agent, 'CORDONED', input.reason);
  });
}

/** Takes the cordon away; one that is not cordoned stays as it is. */
export function uncordonAgent(ctx: CallContext, input: Omit<CareInput, 'reason'>): Promise<CareAnswer> {
  const reason = 'An admin took the cordon away.';
  return care(ctx, 'uncordonAgent', { ...input, reason }, async (tx, agent) => {
    if (!agent.cordoned_at) return;
    await tx.rows(SET_CORDON, [agent.id, null, null, null, tx.now]);
    await tellCondition(tx, agent, 'UNCORDONED', reason);
  });
}

/** Ends a quarantine before its time. The agent is on probation, its faults are forgotten, the next quarantine is not shorter. */
export function releaseAgent(ctx: CallContext, input: CareInput): Promise<CareAnswer> {
  return care(ctx, 'releaseAgent', input, async (tx, agent) => {
    if (agent.trust !== 'QUARANTINED') return;
    await setTrust(tx, agent, { kind: 'probation' }, input.reason);
  });
}

async function care(
  ctx: CallContext,
  operation: string,
  { agentId, reason, idempotencyKey }: CareInput,
  work: (tx: Transaction, agent: AgentRow) => Promise<void>,
): Promise<CareAnswer> {
  if (!isId(agentId)) return notFound('agent', agentId);
  if (reason.trim() === '' || reason.length > LONGEST_REASON) {
    return invalidInput(
      'reason',
      'There is no reason, or too much of it.',
      `Say why in 1 to ${LONGEST_REASON} characters.`,
    );
  }
  const command = { operation, key: idempotencyKey, payload: { agentId, reason } };
  return idempotent(ctx, command, async (tx) => {
    const agent = await tx.maybeOne<AgentRow>(LOCK_AGENT, [agentId]);
    // Machines of one tenant do the work of all, but are looked after by their own admins.
    if (!agent || agent.tenant_id !== ctx.caller.tenantId) return notFound('agent', agentId);
    await work(tx, agent);
    return { __typename: 'Agent' as const, id: agentId };
  });
}
