import type { GuardReading } from './action.ts';

/** How one effect type fared at the provider, or at all others together. */
export interface EffectFigures {
  effectTypeId: string;
  isSource: boolean;
  attempts: number;
  workMs: number;
  milliUnits: number;
  costNanoUsd: number;
  isPriced: boolean;
}

/**
 * Compares what work takes at the takers with what it takes at the source, effect by effect, weighted by the work that
 * the source still does: what moved is work of the same kind. Effects with too few attempts on either side, or nothing
 * delivered at the takers, are left out; a source that delivers nothing is infinitely slow and cannot be worse.
 */
export function readGuard(figures: readonly EffectFigures[], minAttempts: number): GuardReading {
  const byEffect = [...Map.groupBy(figures, (one) => one.effectTypeId).values()];
  let time = { takers: 0, source: 0 };
  let cost = { takers: 0, source: 0 };
  let sourceAttempts = 0;
  let takerAttempts = 0;
  for (const pair of byEffect) {
    const source = pair.find((one) => one.isSource);
    const takers = pair.find((one) => !one.isSource);
    sourceAttempts += source?.attempts ?? 0;
    takerAttempts += takers?.attempts ?? 0;
    if (!source || !takers || source.attempts < minAttempts || takers.attempts < minAttempts) continue;
    if (takers.milliUnits === 0 || source.milliUnits === 0) continue;
    const units = source.milliUnits;
    time = {
      source: time.source + source.workMs,
      takers: time.takers + (units * takers.workMs) / takers.milliUnits,
    };
    if (!source.isPriced || !takers.isPriced || source.costNanoUsd === 0) continue;
    cost = {
      source: cost.source + source.costNanoUsd,
      takers: cost.takers + (units * takers.costNanoUsd) / takers.milliUnits,
    };
  }
  return {
    sourceAttempts,
    takerAttempts,
    timeRatio: time.source > 0 ? time.takers / time.source : null,
    costRatio: cost.source > 0 ? cost.takers / cost.source : null,
  };
}
