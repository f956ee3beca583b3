import type { CellCost } from '@effect-studio/economics/costs/domain/cost-entry';
import { newId } from '@effect-studio/kernel/ids';

const PROVIDERS = 5;
const EFFECT_TYPES = 6;

/** Cells of every history: providers × effect types. */
export const CELLS = PROVIDERS * EFFECT_TYPES;

/** The cost of one attempt, spread evenly over the cells. @param at when it ended */
export function costOf(index: number, at: Date): CellCost {
  return {
    id: newId(),
    component: 'BUSY',
    stage: 'ESTIMATED',
    account: 'DISPATCH',
    sourceKind: 'ATTEMPT',
    sourceId: '',
    taskId: newId(),
    attempt: 1,
    revision: 1,
    supersedes: null,
    eventTime: at,
    runId: newId(),
    ownerId: newId(),
    role: 'candidate',
    outcome: 'succeeded',
    providerId: `provider-${index % PROVIDERS}`,
    workflowId: 'workflow',
    effectTypeId: `effect-${Math.floor(index / PROVIDERS) % EFFECT_TYPES}`,
    fleet: 'default',
    instanceType: 'cpu',
    budgetContext: 'user_run',
    busyMs: 1_000 + ((index * 7_919) % 60_000),
    rateCardVersion: 1,
    rateNanoUsdPerHour: 85_000_000n,
    costNanoUsd: BigInt(20_000 + ((index * 104_729) % 1_000_000)),
    bearer: 'RUN',
  };
}
