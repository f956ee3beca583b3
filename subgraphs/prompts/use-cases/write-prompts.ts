import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import type { ContentAnalyzed } from '@effect-studio/schema/events/analysis';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import { PromptsRefused } from '@effect-studio/schema/events/prompts';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { describeLook } from '../domain/describe-look.ts';
import { rankEffectTypes } from '../domain/rank-effect-types.ts';
import type { PromptTemplate } from '../domain/template.ts';
import { type WrittenVariant, writeVariants } from '../domain/write-variants.ts';
import {
  ALL_TEMPLATES,
  INSERT_VARIANT,
  LOCK_WISH,
  REMEMBER_STYLE,
} from '../persistence/prompt-statements.ts';
import { announcePrompts } from './announce-prompts.ts';

type Analyzed = PayloadOf<typeof ContentAnalyzed>;

/**
 * Writes the prompts of a run once its clips are understood. Deterministic, so it happens in the consumer.
 * @param isRefined a model is to look at them before they are announced
 * @throws StudioError `WISH_MISSING` (retryable) when the run's request has not been consumed yet
 */
export async function writePrompts(
  tx: Transaction,
  analyzed: Analyzed,
  budgetContext: BudgetContext,
  isRefined: boolean,
): Promise<void> {
  const { runId, ownerId } = analyzed;
  const known = await tx.maybeOne<{ wish: string; verdict: string; isWritten: boolean }>(LOCK_WISH, [runId]);
  if (!known) {
    throw new StudioError('WISH_MISSING', `the wish of run ${runId} is not known yet`, { retryable: true });
  }
  if (known.verdict !== 'PASSED' || known.isWritten) return;
  const templates = await tx.rows<PromptTemplate>(ALL_TEMPLATES);
  const types = rankEffectTypes(analyzed.eligibleEffectTypes, known.wish);
  const look = describeLook(analyzed.exampleDescriptor, analyzed.dominantStyle);
  const from = { look, descriptor: analyzed.exampleDescriptor };
  const written = writeVariants(types, templates, known.wish, from);
  if (written.length === 0) return refuse(tx, { runId, ownerId, budgetContext }, types);
  await store(tx, analyzed, written);
  if (!isRefined) return announcePrompts(tx, runId, budgetContext);
  await tx.schedule({
    kind: 'refine-prompts',
    dedupeKey: `refine:${runId}`,
    payload: { runId, budgetContext },
    maxAttempts: 3,
  });
}

async function store(
  tx: Transaction,
  { runId, ownerId, dominantStyle }: Analyzed,
  written: readonly WrittenVariant[],
): Promise<void> {
  await tx.rows(REMEMBER_STYLE, [runId, dominantStyle]);
  for (const [ordinal, variant] of written.entries()) {
    await tx.rows(INSERT_VARIANT, [
      newId(),
      runId,
      ownerId,
      tx.call.caller.tenantId,
      ordinal,
      variant.effectTypeId,
      variant.text,
      JSON.stringify(variant.parameters),
      variant.templateId,
      variant.templateVersion,
      tx.now,
    ]);
  }
}

function refuse(
  tx: Transaction,
  { runId, ownerId, budgetContext }: { runId: string; ownerId: string; budgetContext: BudgetContext },
  types: readonly string[],
): Promise<void> {
  return tx.emit(PromptsRefused, {
    aggregateId: runId,
    idempotencyKey: `prompts:${runId}:PromptsRefused:v1`,
    budgetContext,
    payload: {
      runId,
      ownerId,
      reason: 'NO_TEMPLATE',
      humanReadableCause: `There is no prompt template for ${types.join(', ')}.`,
      suggestedAction: 'Try another example; your tokens are released.',
    },
  });
}
