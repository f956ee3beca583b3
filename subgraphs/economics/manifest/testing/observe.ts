import type { Observation } from '../domain/observation.ts';

/** The effect type of what is observed here. */
export const EFFECT = 'effect';

/** What one attempt came to; quality is null when it failed. */
export interface TestAttempt {
  quality: number | null;
  costNanoUsd: number;
}

const UNITS = 1_000;
const BUSY_MS = 1_000;

/** The sums of one workflow's attempts, each of one work unit and one second, in the order in which they ended. */
export function observe(workflowId: string, cycleStart: Date, attempts: readonly TestAttempt[]): Observation {
  const delivered = attempts.filter(({ quality }) => quality !== null);
  const ppm = delivered.map(({ quality }) => Math.round(quality! * 1e6));
  const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);
  const costs = attempts.map(({ costNanoUsd }) => costNanoUsd);
  const n = delivered.length;
  return {
    workflowId,
    providerId: `of-${workflowId}`,
    effectTypeId: EFFECT,
    cycleStart,
    attempts: attempts.length,
    successes: n,
    failures: attempts.length - n,
    rejections: 0,
    trailingFailures: attempts.length - 1 - attempts.findLastIndex(({ quality }) => quality !== null),
    trailingSuccesses: attempts.length - 1 - attempts.findLastIndex(({ quality }) => quality === null),
    deliveredMilliUnits: n * UNITS,
    deliveredMilliUnitsSquared: n * UNITS ** 2,
    deliveredBusyMs: n * BUSY_MS,
    deliveredBusyMsSquared: n * BUSY_MS ** 2,
    deliveredBusyMsMilliUnits: n * BUSY_MS * UNITS,
    costNanoUsd: sum(costs),
    costNanoUsdSquared: sum(costs.map((cost) => cost * cost)),
    costNanoUsdMilliUnits: sum(delivered.map(({ costNanoUsd }) => costNanoUsd * UNITS)),
    unpricedAttempts: 0,
    judged: n,
    qualityPpm: sum(ppm),
    qualityPpmSquared: sum(ppm.map((one) => one * one)),
  };
}
