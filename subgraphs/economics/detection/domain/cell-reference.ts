import type { CellFacts } from './bucket-facts.ts';
import type { DetectionSettings } from './settings.ts';

/** What is usual for one cell; plain JSON. Null until the cell has delivered, or been paid for, once. */
export interface CellReference {
  /** Mean logarithm of busy milliseconds per work unit. */
  logBusy: number | null;
  /** Mean logarithm of nano-USD per work unit. */
  logCost: number | null;
  /** Attempts behind it; held at the number after which half is forgotten. */
  attempts: number;
}

export const NO_REFERENCE: Readonly<CellReference> = Object.freeze({
  logBusy: null,
  logCost: null,
  attempts: 0,
});

/** Busy milliseconds per work unit of steady attempts; null when there was none. */
export const busyPerUnit = (cell: Pick<CellFacts, 'steadyMilliUnits' | 'steadyBusyMs'>): number | null =>
  cell.steadyMilliUnits > 0 && cell.steadyBusyMs > 0
    ? (cell.steadyBusyMs * 1_000) / cell.steadyMilliUnits
    : null;

/** Nano-USD per work unit delivered; null when nothing was, or nothing is priced. */
export const costPerUnit = (cell: Pick<CellFacts, 'milliUnits' | 'costNanoUsd'>): number | null =>
  cell.milliUnits > 0 && cell.costNanoUsd > 0n ? (Number(cell.costNanoUsd) * 1_000) / cell.milliUnits : null;

/** How a cell compares with what is usual for it, as logarithms of ratios; null where either side is unknown. */
export function againstReference(
  cell: CellFacts,
  reference: CellReference,
  settings: DetectionSettings,
): { busy: number | null; cost: number | null } {
  const isKnown = reference.attempts >= settings.minReferenceAttempts;
  const compare = (value: number | null, usual: number | null): number | null =>
    value === null || usual === null || !isKnown ? null : Math.log(value) - usual;
  return {
    busy: compare(busyPerUnit(cell), reference.logBusy),
    cost: compare(costPerUnit(cell), reference.logCost),
  };
}

/** Furthest that one bucket may pull at what is usual: a third, up or down. */
const MAX_PULL = 0.3;

/** What is usual after one more bucket: a mean that forgets, by attempts rather than by time. */
export function learnReference(
  reference: CellReference,
  cell: CellFacts,
  settings: DetectionSettings,
): CellReference {
  if (cell.attempts === 0) return reference;
  const share = cell.attempts / (reference.attempts + cell.attempts);
  const isKnown = reference.attempts >= settings.minReferenceAttempts;
  const pull = (usual: number | null, value: number | null): number | null => {
    if (value === null) return usual;
    if (usual === null) return Math.log(value);
    const distance = Math.log(value) - usual;
    return usual + share * (isKnown ? Math.min(MAX_PULL, Math.max(-MAX_PULL, distance)) : distance);
  };
  return {
    logBusy: pull(reference.logBusy, busyPerUnit(cell)),
    logCost: pull(reference.logCost, costPerUnit(cell)),
    attempts: Math.min(settings.referenceAttempts, reference.attempts + cell.attempts),
  };
}
