import type { Transaction } from '@effect-studio/kernel/database';
import { INSERT_REVISION, READ_REVISION } from './sql/enqueue-task.ts';

/** The number of a workflow in one exact form, given on first sight. @param digest SHA-256, hex */
export async function revisionId(tx: Transaction, workflowId: string, digest: string): Promise<number> {
  const known = await tx.maybeOne<{ id: number }>(READ_REVISION, [workflowId, digest]);
  if (known) return known.id;
  return (await tx.one<{ id: number }>(INSERT_REVISION, [workflowId, digest, tx.now])).id;
}
