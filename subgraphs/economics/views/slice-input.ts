import type { MarginSliceInput } from '../generated/resolvers.ts';
import type { SliceFilter } from '../margins/persistence/read-buckets.ts';
import { BUDGETS } from '../resolvers/budgets.ts';

/** A slice as the graph names it; without one, everything that people's own runs earned and cost. */
export const sliceFilterOf = (slice: MarginSliceInput | null | undefined): SliceFilter => ({
  budgetContext: BUDGETS[slice?.budgetContext ?? 'USER_RUN'],
  providerId: slice?.providerId ?? null,
  effectTypeId: slice?.effectTypeId ?? null,
  fleet: slice?.fleet ?? null,
});
