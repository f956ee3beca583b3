import type { Transaction } from '@effect-studio/kernel/database';
import { PromptsGenerated } from '@effect-studio/schema/events/prompts';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { VariantRow } from '../persistence/prompt-row.ts';
import { MARK_GENERATED, VARIANTS_OF_RUNS } from '../persistence/prompt-statements.ts';

/** Says that the prompts of a run are there, as they are stored; once. */
export async function announcePrompts(
  tx: Transaction,
  runId: string,
  budgetContext: BudgetContext,
): Promise<void> {
  const wish = await tx.maybeOne<{ ownerId: string }>(MARK_GENERATED, [runId, tx.now]);
  if (!wish) return;
  const rows = await tx.rows<VariantRow>(VARIANTS_OF_RUNS, [[runId]]);
  await tx.emit(PromptsGenerated, {
    aggregateId: runId,
    idempotencyKey: `prompts:${runId}:PromptsGenerated:v1`,
    budgetContext,
    payload: {
      runId,
      ownerId: wish.ownerId,
      variants: rows.map(({ id, effectTypeId, text, parameters, templateId, templateVersion }) => ({
        ...{ variantId: id, effectTypeId, text, parameters, templateId, templateVersion },
      })),
    },
  });
}
