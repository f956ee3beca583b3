/** What the chart adds up and when it signals, both in standard deviations. */
export interface CusumOptions {
  /** Reference value: half the shift that matters. Default 0.5. */
  k: number;
  /** Decision interval. Default 8: in control it signals once in 9,475 points (5 would be once in 465). */
  h: number;
}

/** Both sums and how many points each has been above zero. */
export interface CusumState {
  high: number;
  low: number;
  highCount: number;
  lowCount: number;
}

export const CUSUM_DEFAULTS: Readonly<CusumOptions> = Object.freeze({ k: 0.5, h: 8 });
export const CUSUM_START: Readonly<CusumState> = Object.freeze({
  high: 0,
  low: 0,
  highCount: 0,
  lowCount: 0,
});

/**
 * One step of the two-sided tabular CUSUM (Montgomery, Introduction to Statistical Quality Control, §9.1):
 * C⁺ = max(0, z − k + C⁺), C⁻ = max(0, −z − k + C⁻).
 * @param z standardised residual
 */
export function advanceCusum(state: CusumState, z: number, { k }: CusumOptions = CUSUM_DEFAULTS): CusumState {
  const high = Math.max(0, z - k + state.high);
  const low = Math.max(0, -z - k + state.low);
  return {
    high,
    low,
    highCount: high > 0 ? state.highCount + 1 : 0,
    lowCount: low > 0 ? state.lowCount + 1 : 0,
  };
}

/** Every state of the chart over a series of standardised residuals, oldest first. */
export function cusum(residuals: readonly number[], options: CusumOptions = CUSUM_DEFAULTS): CusumState[] {
  let state: CusumState = CUSUM_START;
  return residuals.map((z) => {
    state = advanceCusum(state, z, options);
    return state;
  });
}

/**
 * How far the mean has moved upwards, in standard deviations, estimated from where the sum left zero
 * (Montgomery, §9.1.2): k + C⁺ ÷ N⁺. 0 while the sum is zero.
 */
export function estimatedRise(state: CusumState, { k }: CusumOptions = CUSUM_DEFAULTS): number {
  return state.highCount === 0 ? 0 : k + state.high / state.highCount;
}
