import type { Transaction } from '@effect-studio/kernel/database';
import { READ_AGENT } from './sql/agent-statements.ts';
import { INSERT_REVISION, READ_REVISION } from './sql/enqueue-task.ts';
import { TARGET_REVISION } from './sql/revision-statements.ts';

/** The number of a workflow in one exact form, given on first sight. @param digest SHA-256, hex */
export async function revisionId(tx: Transaction, workflowId: string, digest: string): Promise<number> {
  const known = await tx.maybeOne<{ id: number }>(READ_REVISION, [workflowId, digest]);
  if (known) return known.id;
  return (await tx.one<{ id: number }>(INSERT_REVISION, [workflowId, digest, tx.now])).id;
}

/** The number of the same form for one machine alone; null: there is no such form, or no such machine. */
export async function targetedRevisionId(
  tx: Transaction,
  workflowId: string,
  digest: string,
  agentId: string,
): Promise<number | null> {
  const isThere = await tx.maybeOne(READ_AGENT, [agentId]);
  if (!isThere) return null;
  await revisionId(tx, workflowId, digest);
  const row = await tx.maybeOne<{ id: number }>(TARGET_REVISION, [workflowId, digest, agentId, tx.now]);
  return row?.id ?? null;
}
