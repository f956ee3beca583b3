/** What happened less what was forecast, of one past forecast; by hours ahead. */
export type ForecastErrors = readonly number[];

/** Bounds of errors, to be added to a forecast. */
export interface ErrorBand {
  lower: number;
  upper: number;
}

/** Past forecasts that a band needs at 80 %: with fewer, the outermost errors would not be outside it. */
export const LEAST_ERRORS = 10;
/** Bands that have to be judged before a coverage is told. */
const LEAST_JUDGED = 5;

/**
 * The band that holds a new error with at least probability `level` when errors are exchangeable: the ⌊(n+1)·α/2⌋-th
 * smallest and its mirror (split conformal prediction; Vovk, Gammerman, Shafer 2005, §2.2).
 * @returns null below {@link LEAST_ERRORS}
 */
export function conformalBand(errors: readonly number[], level: number): ErrorBand | null {
  if (errors.length < LEAST_ERRORS) return null;
  const sorted = [...errors].sort((a, b) => a - b);
  const rank = Math.floor(((errors.length + 1) * (1 - level)) / 2);
  if (rank < 1) return null;
  return { lower: sorted[rank - 1]!, upper: sorted.at(-rank)! };
}

/**
 * How often the band that could be made at the time held the error that came, over errors in the order of their
 * time; nothing is judged by what came later. @returns null with too few
 */
export function rollingCoverage(errors: readonly number[], level: number): number | null {
  let judged = 0;
  let held = 0;
  for (let index = LEAST_ERRORS; index < errors.length; index += 1) {
    const band = conformalBand(errors.slice(0, index), level);
    if (!band) continue;
    judged += 1;
    if (errors[index]! >= band.lower && errors[index]! <= band.upper) held += 1;
  }
  return judged < LEAST_JUDGED ? null : held / judged;
}
