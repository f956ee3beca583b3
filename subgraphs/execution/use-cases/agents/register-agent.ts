import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { invalidInput } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { isVersionAtLeast, MINIMUM_AGENT_VERSION } from '../../domain/agent.ts';
import type { AgentRow } from '../../persistence/agent-row.ts';
import {
  FIT_AGENTS,
  LOCK_AGENT_BY_NAME,
  READ_MACHINE,
  UPSERT_AGENT,
} from '../../persistence/sql/agent-statements.ts';
import { OPEN_LEASES_OF_AGENT } from '../../persistence/sql/lease-statements.ts';
import { revisionId } from '../../persistence/workflow-revision.ts';
import { ensureTimers } from '../../workers/timers.ts';
import { expireLease } from '../leases/expire-lease.ts';
import { asPlatform } from '../platform-call.ts';
import { probeProviders } from '../providers/probe-providers.ts';
import { type AgentVersionUnsupported, versionUnsupported } from './agent-problems.ts';
import { announceSession, endSession } from './agent-session.ts';

export interface RegisterAgentInput {
  name: string;
  version: string;
  instanceType: string;
  gpuName?: string | null;
  vramMiB?: number | null;
  driverVersion?: string | null;
  fleet?: string | null;
  startupMs?: number | null;
  concurrency?: number | null;
  capabilities: readonly string[];
  workflows: readonly { workflowId: string; digest: string }[];
  idempotencyKey: string;
}

export interface RegisteredAgent {
  __typename: 'Agent';
  id: string;
}

type Refusal = ReturnType<typeof invalidInput> | AgentVersionUnsupported;

const DIGEST = /^[0-9a-f]{64}$/;
const MOST_WORKFLOWS = 500;
const LONGEST_NAME = 100;
const MOST_AT_ONCE = 32;

/**
 * Makes a machine known, or brings it back under its old id: an agent is its machine client and its name.
 * A registration is the beginning of a process; leases of an earlier process of the same agent end at once.
 */
export async function registerAgent(
  ctx: CallContext,
  input: RegisterAgentInput,
): Promise<RegisteredAgent | Refusal | IdempotencyConflict> {
  const refusal = refuse(input);
  if (refusal) return refusal;
  const { idempotencyKey, ...payload } = input;
  const ownerId = await ownerOf(ctx);
  const result = await idempotent(
    ctx,
    { operation: 'registerAgent', key: idempotencyKey, payload },
    async (tx): Promise<RegisteredAgent & { orphanedLeaseIds: string[] }> => register(tx, input, ownerId),
  );
  if (result.__typename !== 'Agent') return result;
  for (const leaseId of result.orphanedLeaseIds)
    await expireLease(asPlatform(ctx), leaseId, 'agentRestarted');
  return { __typename: 'Agent', id: result.id };
}

function refuse(input: RegisterAgentInput): Refusal | null {
  if (!isVersionAtLeast(input.version, MINIMUM_AGENT_VERSION)) {
    return versionUnsupported(input.version, MINIMUM_AGENT_VERSION);
  }
  if (input.name.length < 1 || input.name.length > LONGEST_NAME) {
    return invalidInput('name', 'The name is empty or too long.', `Use 1 to ${LONGEST_NAME} characters.`);
  }
  if (input.workflows.length > MOST_WORKFLOWS) {
    return invalidInput('workflows', 'These are too many workflows.', `Offer at most ${MOST_WORKFLOWS}.`);
  }
  const faulty = input.workflows.find((workflow) => !DIGEST.test(workflow.digest));
  if (faulty) {
    return invalidInput(
      'workflows',
      `The digest of ${faulty.workflowId} is no SHA-256.`,
      'Send 64 lower-case hex digits.',
    );
  }
  return null;
}

async function register(
  tx: Transaction,
  input: RegisterAgentInput,
  ownerId: string,
): Promise<RegisteredAgent & { orphanedLeaseIds: string[] }> {
  const { caller } = tx.call;
  const earlier = await tx.maybeOne<AgentRow>(LOCK_AGENT_BY_NAME, [caller.subjectId, input.name]);
  if (earlier) await endSession(tx, earlier, 'lost');
  const id = earlier?.id ?? newId();
  const orphans = earlier ? await tx.rows<{ lease_id: string }>(OPEN_LEASES_OF_AGENT, [id]) : [];
  const fleet = input.fleet || null;
  const startupMs = input.startupMs ?? null;
  const revisionIds: number[] = [];
  for (const { workflowId, digest } of input.workflows)
    revisionIds.push(await revisionId(tx, workflowId, digest));
  await tx.rows(UPSERT_AGENT, [
    id,
    caller.subjectId,
    ownerId,
    caller.tenantId,
    input.name,
    input.version,
    input.instanceType,
    input.gpuName ?? null,
    input.vramMiB ?? null,
    input.capabilities,
    [...new Set(revisionIds)].sort((a, b) => a - b),
    tx.now,
    newId(),
    input.driverVersion ?? null,
    fleet,
    startupMs,
    Math.min(MOST_AT_ONCE, Math.max(1, input.concurrency ?? 1)),
  ]);
  await tx.rows(FIT_AGENTS, [id]);
  await announceSession(tx, { id, ownerId, instanceType: input.instanceType, fleet, startupMs });
  await probeProviders(tx);
  await ensureTimers(tx);
  return { __typename: 'Agent', id, orphanedLeaseIds: orphans.map((row) => row.lease_id) };
}

/** Who is paid for the machine's work: as identity announced it, or asked when its word is still on the way. */
async function ownerOf(ctx: CallContext): Promise<string> {
  const machine = await ctx.db.transaction(ctx, (tx) =>
    tx.maybeOne<{ owner_id: string }>(READ_MACHINE, [ctx.caller.subjectId]),
  );
  if (machine) return machine.owner_id;
  const { machineIdentity } = await ctx.graph.ask<{ machineIdentity: { ownerId: string } | null }>(
    asPlatform(ctx),
    'query MachineOwner($clientId: ID!) { machineIdentity(clientId: $clientId) { ownerId } }',
    { clientId: ctx.caller.subjectId },
  );
  // A client that identity does not know cannot have signed in; it works for itself until identity says more.
  return machineIdentity?.ownerId ?? ctx.caller.subjectId!;
}
