import type { BudgetContext } from '@effect-studio/schema/events/shapes';

/** The graph's names of the budget contexts. */
export const BUDGETS = {
  USER_RUN: 'user_run',
  SYSTEM_TEST: 'system_test',
  BENCHMARK: 'benchmark',
} as const satisfies Record<string, BudgetContext>;
