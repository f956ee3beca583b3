import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import type { Provider, ProviderStatus } from '../domain/catalogue.ts';
import type { Health } from '../domain/health.ts';

/** A provider as PostgreSQL answers it. */
export interface ProviderRow {
  id: string;
  name: string;
  adapter: string;
  instance_type: string;
  capabilities: string[];
  health: Health['status'];
  health_score: number | null;
  good_streak: number;
  bad_streak: number;
  is_absent: boolean;
  is_paused: boolean;
  status_changed_at: Date;
  /** Null: everybody's. */
  budget_contexts: BudgetContext[] | null;
  /** Null: the house's own. */
  declared_by: string | null;
  version: number;
}

/** The status that is shown and routed by. */
export const shownStatus = (row: { is_paused: boolean; health: Health['status'] }): ProviderStatus =>
  row.is_paused ? 'PAUSED' : row.health;

export function toProvider(row: ProviderRow): Provider {
  return {
    id: row.id,
    name: row.name,
    adapter: row.adapter,
    instanceType: row.instance_type,
    capabilities: row.capabilities,
    status: shownStatus(row),
    healthScore: row.health_score,
    statusChangedAt: row.status_changed_at,
    budgetContexts: row.budget_contexts,
    version: row.version,
    isHouse: row.declared_by === null,
  };
}

export function toHealth(row: ProviderRow): Health {
  return {
    status: row.health,
    goodStreak: row.good_streak,
    badStreak: row.bad_streak,
    isAbsent: row.is_absent,
    score: row.health_score,
  };
}
