import type { Evidence } from './observation.ts';

/** What is to be expected of one leg; null where nothing is known of the effect at all. */
export interface Expectation {
  successShare: number | null;
  quality: number | null;
  costNanoUsd: number | null;
  durationMs: number | null;
}

/** Means of an effect over all its workflows: what a workflow is assumed to be like until it shows otherwise. */
export interface Pool {
  successShare: number | null;
  quality: number | null;
  costPerUnit: number | null;
  busyMsPerUnit: number | null;
  /** Work units of a typical leg; expectations are for one of this size. */
  unitsPerLeg: number | null;
}

const quotient = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

export function poolOf(total: Evidence): Pool {
  return {
    successShare: quotient(total.good, total.attempts),
    quality: quotient(total.quality, total.judged),
    costPerUnit: quotient(total.costNanoUsd, total.deliveredUnits),
    busyMsPerUnit: quotient(total.busyMs, total.deliveredUnits),
    unitsPerLeg: quotient(total.deliveredUnits, total.good),
  };
}

/**
 * A workflow's own means, shrunk to the pool's by `priorStrength` pretended attempts: with n attempts the own
 * mean counts n ÷ (n + n0). Cost and duration are per delivered work unit, so that short excerpts and long
 * renders compare, and what failed attempts cost is carried by those that delivered.
 */
export function expectationOf(own: Evidence, pool: Pool, priorStrength: number): Expectation {
  const shrunk = (part: number, whole: number, prior: number | null, weight: number): number | null =>
    prior === null ? null : (part + weight * prior) / (whole + weight);
  const priorUnits = priorStrength * (pool.unitsPerLeg ?? 0);
  const perLeg = (perUnit: number | null): number | null =>
    perUnit === null || pool.unitsPerLeg === null ? null : perUnit * pool.unitsPerLeg;
  return {
    successShare: shrunk(own.good, own.attempts, pool.successShare, priorStrength),
    quality: shrunk(own.quality, own.judged, pool.quality, priorStrength),
    costNanoUsd: perLeg(shrunk(own.costNanoUsd, own.deliveredUnits, pool.costPerUnit, priorUnits)),
    durationMs: perLeg(shrunk(own.busyMs, own.deliveredUnits, pool.busyMsPerUnit, priorUnits)),
  };
}
