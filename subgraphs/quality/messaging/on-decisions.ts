import { consume } from '@effect-studio/kernel/bus/consumer';
import type { Transaction } from '@effect-studio/kernel/database';
import { reading } from '@effect-studio/schema/events/envelope';
import { AdminApproved, AdminRejected } from '@effect-studio/schema/events/notifications';
import { WinnerOverridden } from '@effect-studio/schema/events/orchestrator';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { keepDecision, reviewedOutput, shownCandidates } from '../persistence/decisions.ts';

/** Benchmarks and tests of the platform's own say nothing about taste. */
const isOfPeople = (budgetContext: BudgetContext | null | undefined) =>
  (budgetContext ?? 'user_run') === 'user_run';

/** What a reviewer saw is the finish that was measured last; a run without one teaches nothing. */
async function onReview(
  tx: Transaction,
  kind: 'APPROVED' | 'REJECTED',
  { payload: { runId }, budgetContext }: { payload: { runId: string }; budgetContext?: BudgetContext | null },
): Promise<void> {
  if (!isOfPeople(budgetContext)) return;
  const output = await reviewedOutput(tx, runId);
  if (output) await keepDecision(tx, kind, output);
}

export const onAdminApproved = consume(reading(AdminApproved, 'runId'), (tx, event) =>
  onReview(tx, 'APPROVED', event),
);

export const onAdminRejected = consume(reading(AdminRejected, 'runId'), (tx, event) =>
  onReview(tx, 'REJECTED', event),
);

/** The owner saw all candidates and took another one. */
export const onWinnerOverridden = consume(
  reading(WinnerOverridden, 'runId', 'taskId'),
  async (tx, { payload, budgetContext }) => {
    if (!isOfPeople(budgetContext)) return;
    const shown = await shownCandidates(tx, payload.runId);
    const chosen = shown.find(({ taskId }) => taskId === payload.taskId);
    const others = shown.filter((one) => one !== chosen).map(({ vector }) => vector);
    if (chosen && others.length > 0) await keepDecision(tx, 'CHOSEN', chosen, others);
  },
);
