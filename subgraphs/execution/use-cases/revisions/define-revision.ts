import type { Transaction } from '@effect-studio/kernel/database';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type { WorkflowRevisionDefined } from '@effect-studio/schema/events/providers';
import { ENSURE_SLOTS } from '../../persistence/sql/provider-statements.ts';
import {
  DEFINE_REVISION,
  ENSURE_PROVIDER,
  INSERT_UNPUBLISHED_WORKFLOW,
} from '../../persistence/sql/revision-statements.ts';
import { revisionId } from '../../persistence/workflow-revision.ts';
import { DEFAULT_PROVIDER_SLOTS } from './store-catalogue.ts';

/** Keeps a form that machines are to be given with the lease; work of it may be dispatched from now on. */
export async function keepDefinition(
  tx: Transaction,
  defined: PayloadOf<typeof WorkflowRevisionDefined>,
): Promise<void> {
  const { workflowId, digest, providerId, effectTypeId, variant, adapter, instanceType, requires } = defined;
  await tx.rows(ENSURE_PROVIDER, [providerId, tx.now]);
  await tx.rows(ENSURE_SLOTS, [providerId, DEFAULT_PROVIDER_SLOTS]);
  await tx.rows(INSERT_UNPUBLISHED_WORKFLOW, [
    workflowId,
    providerId,
    effectTypeId,
    variant,
    adapter,
    digest,
    instanceType,
    tx.now,
  ]);
  const id = await revisionId(tx, workflowId, digest);
  await tx.rows(DEFINE_REVISION, [
    id,
    JSON.stringify(defined.definition),
    adapter,
    requires.vramMiB ?? null,
    requires.capabilities,
  ]);
}
