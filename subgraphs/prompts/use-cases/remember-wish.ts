import type { Transaction } from '@effect-studio/kernel/database';
import { PromptsRefused } from '@effect-studio/schema/events/prompts';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { checkWish, FIREWALL_VERSION } from '../domain/firewall.ts';
import { REMEMBER_WISH } from '../persistence/prompt-statements.ts';

/** Remembers a run's wish with the firewall's verdict; a refused wish ends the run before anything costly happens. */
export async function rememberWish(
  tx: Transaction,
  { runId, ownerId, wish }: { runId: string; ownerId: string; wish: string },
  budgetContext: BudgetContext,
): Promise<void> {
  const refusal = checkWish(wish);
  const isNew = await tx.maybeOne(REMEMBER_WISH, [
    runId,
    ownerId,
    tx.call.caller.tenantId,
    wish,
    FIREWALL_VERSION,
    refusal?.reason ?? 'PASSED',
    tx.now,
  ]);
  if (!isNew || !refusal) return;
  await tx.emit(PromptsRefused, {
    aggregateId: runId,
    idempotencyKey: `prompts:${runId}:PromptsRefused:v1`,
    budgetContext,
    payload: { runId, ownerId, ...refusal },
  });
}
