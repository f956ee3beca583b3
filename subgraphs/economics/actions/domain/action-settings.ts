import type { BottleneckClass } from '../../bottlenecks/domain/bottleneck.ts';

/** Bounds of what the engine may do by itself. */
export interface ActionSettings {
  version: string;
  /** Largest share of a provider's weight that one action takes away. */
  maxShift: number;
  /** Least that is worth doing. */
  minShift: number;
  /** Time between the beginnings of two actions on one provider. */
  cooldownMs: number;
  /** An action ends by itself after this. */
  lifeMs: number;
  /** What all actions begun within a day may cost together, at most. */
  budgetNanoUsdPerDay: bigint;
  guard: {
    /** Attempts on either side before a comparison is made. */
    minAttempts: number;
    /** The work may take, or cost, this much more where it was moved to than where it came from. */
    tolerance: number;
  };
}

export const ACTION_SETTINGS: Readonly<ActionSettings> = Object.freeze<ActionSettings>({
  version: 'actions-1',
  maxShift: 0.3,
  minShift: 0.05,
  cooldownMs: 30 * 60_000,
  lifeMs: 2 * 3_600_000,
  budgetNanoUsdPerDay: 5_000_000_000n,
  guard: { minAttempts: 8, tolerance: 1.1 },
});

/** Classes that move weight away from a provider by themselves; all others are suggestions. */
const AUTOMATIC: readonly BottleneckClass[] = ['PROVIDER_LATENCY_DEGRADATION', 'PROVIDER_API_THROTTLING'];

export const isAutomatic = (bottleneckClass: BottleneckClass): boolean => AUTOMATIC.includes(bottleneckClass);
