import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { UsageRecorded } from '@effect-studio/schema/events/usage';
import type { ModelUse } from './ask-model.ts';

/** What a model was asked for; the platform's own upkeep has no run. */
export interface Purpose {
  /** As the books name it, such as `analysis`, `prompts` or `judge`. */
  purpose: string;
  run: { runId: string; ownerId: string } | null;
  budgetContext: BudgetContext;
}

/** Tells the books what a model used up, in the transaction that keeps what it was used for. */
export async function recordUse(tx: Transaction, use: ModelUse, about: Purpose): Promise<void> {
  const { providerId, model, calls, inputTokens, outputTokens, durationMs } = use;
  const { purpose, run, budgetContext } = about;
  const usageId = newId();
  await tx.emit(UsageRecorded, {
    aggregateId: run?.runId ?? providerId,
    idempotencyKey: `${tx.call.context}:${usageId}:usage:v1`,
    budgetContext,
    payload: {
      usageId,
      providerId,
      model,
      purpose,
      quantities: { calls, inputTokens, outputTokens, durationMs },
      ...(run ? { run } : {}),
      budgetContext,
      usedAt: tx.now.toISOString(),
    },
  });
}
