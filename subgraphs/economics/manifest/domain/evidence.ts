import type { Observation } from './observation.ts';

/** What is known of one workflow, older cycles counting less; plain sums, so that they add up over workflows. */
export interface Evidence {
  attempts: number;
  good: number;
  /** Work units (thousandths no more), busy milliseconds, nano-USD. */
  units: number;
  unitsSquared: number;
  busyMs: number;
  busyMsSquared: number;
  busyMsUnits: number;
  costNanoUsd: number;
  costNanoUsdSquared: number;
  costNanoUsdUnits: number;
  judged: number;
  quality: number;
  qualitySquared: number;
}

export const noEvidence = (): Evidence => ({
  attempts: 0,
  good: 0,
  units: 0,
  unitsSquared: 0,
  busyMs: 0,
  busyMsSquared: 0,
  busyMsUnits: 0,
  costNanoUsd: 0,
  costNanoUsdSquared: 0,
  costNanoUsdUnits: 0,
  judged: 0,
  quality: 0,
  qualitySquared: 0,
});

const FIELDS = Object.keys(noEvidence()) as (keyof Evidence)[];

/** `into` plus `other`, in place: this runs for every workflow and cycle of a week. */
export function addEvidence(into: Evidence, other: Evidence): Evidence {
  for (const field of FIELDS) into[field] += other[field];
  return into;
}

/** `evidence` times `share`, in place. */
export function scaleEvidence(evidence: Evidence, share: number): Evidence {
  if (share !== 1) for (const field of FIELDS) evidence[field] *= share;
  return evidence;
}

/** One cycle's observation as evidence, undiscounted. */
export function evidenceOf(seen: Observation): Evidence {
  return {
    attempts: seen.successes + seen.failures,
    good: Math.max(0, seen.successes - seen.rejections),
    units: seen.deliveredMilliUnits / 1e3,
    unitsSquared: seen.deliveredMilliUnitsSquared / 1e6,
    busyMs: seen.deliveredBusyMs,
    busyMsSquared: seen.deliveredBusyMsSquared,
    busyMsUnits: seen.deliveredBusyMsMilliUnits / 1e3,
    costNanoUsd: seen.costNanoUsd,
    costNanoUsdSquared: seen.costNanoUsdSquared,
    costNanoUsdUnits: seen.costNanoUsdMilliUnits / 1e3,
    judged: seen.judged,
    quality: seen.qualityPpm / 1e6,
    qualitySquared: seen.qualityPpmSquared / 1e12,
  };
}
