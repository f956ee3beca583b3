import type { Transaction } from '@effect-studio/kernel/database';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import type { WorkflowRevisionDecided } from '@effect-studio/schema/events/notifications';
import { WorkflowRevisionRejected } from '@effect-studio/schema/events/providers';
import type { ProviderRow } from '../persistence/provider-row.ts';
import { DECIDE_REVISION } from '../persistence/revision-statements.ts';
import { LOCK_CATALOGUE, READ_PROVIDER } from '../persistence/statements.ts';
import { makeCurrent, readRevision } from './admit-revision.ts';
import { announceCatalogue } from './announce-catalogue.ts';
import { defineRevision } from './define-revision.ts';

/** A reviewer decided about a revision: it is published and becomes the current one, or it is out. Once. */
export async function decideRevision(
  tx: Transaction,
  decided: PayloadOf<typeof WorkflowRevisionDecided>,
): Promise<void> {
  await tx.one(LOCK_CATALOGUE);
  const { revisionId, decision, decidedBy, reason } = decided;
  const status = decision === 'approved' ? 'PUBLISHED' : 'REJECTED';
  const isDecided = await tx.maybeOne(DECIDE_REVISION, [
    revisionId,
    status,
    decidedBy,
    new Date(decided.decidedAt),
    reason,
  ]);
  const revision = isDecided && (await readRevision(tx, revisionId));
  if (!revision) return;
  const { workflowId, number, digest, providerId, effectTypeId } = revision;
  if (status === 'REJECTED') {
    await tx.emit(WorkflowRevisionRejected, {
      aggregateId: revisionId,
      payload: {
        revisionId,
        workflowId,
        number,
        digest,
        providerId,
        effectTypeId,
        decidedBy,
        reason: reason ?? 'Rejected.',
      },
    });
    return;
  }
  const provider = await tx.one<ProviderRow>(READ_PROVIDER, [providerId]);
  await defineRevision(tx, { ...revision, definition: revision.definition! }, provider);
  await makeCurrent(tx, revision, { reason: `Approved in review: ${revision.note}`, by: decidedBy });
  await announceCatalogue(tx);
}
