import { observedSums, type Sums } from '../../statistics/cluster-bootstrap.ts';
import { type AdvicePolicy, DAYS_PER_MONTH } from './advice-policy.ts';
import { type Evidence, rowsBy, sumOf } from './evidence.ts';
import { dollars, percent } from './figures.ts';
import type { Hypothesis } from './hypothesis.ts';

/** Days of a fleet's life that its idle cost is judged by. */
const MIN_DAYS = 14;
const [WORK, IDLE] = [0, 1];

/**
 * Does a fleet stand idle for more than its share? At the target utilisation ρ every dollar of work carries
 * (1 − ρ) ÷ ρ dollars of idling, which is what answering at once costs; the rest would be saved by a smaller fleet or
 * a shorter keep-warm time. Days are drawn whole: hours of one day resemble each other.
 */
export function fleetOptimizations(evidence: Evidence, policy: AdvicePolicy): Hypothesis[] {
  const fair = (1 - policy.targetUtilisation) / policy.targetUtilisation;
  return [...rowsBy(evidence.fleetDays, (day) => day.fleet)].flatMap(([fleet, days]) => {
    const executions = sumOf(days, (day) => day.executions);
    if (days.length < MIN_DAYS || executions < policy.minSamples) return [];
    const stratum = {
      name: fleet,
      clusters: days.map((day) => [day.workNanoUsd + day.startupNanoUsd, day.idleNanoUsd]),
    };
    const saving = (sums: Sums): number => sums[IDLE]! - fair * sums[WORK]!;
    const total = observedSums(stratum);
    const utilisation = total[WORK]! / (total[WORK]! + total[IDLE]!);
    if (!(saving(total) > 0)) return [];
    return [
      {
        proposal: { kind: 'FLEET_OPTIMIZATION', fleet, targetUtilisation: policy.targetUtilisation },
        subject: `FLEET_OPTIMIZATION:${fleet}`,
        source: 'USER_RUNS',
        sampleCount: executions,
        strata: [stratum],
        touchesQuality: false,
        effectOf: ([sums]) => ({
          profitChange: (saving(sums!) * DAYS_PER_MONTH) / days.length,
          qualityChange: 0,
        }),
        facts: {
          fleet,
          utilisation: percent(utilisation),
          target: percent(policy.targetUtilisation),
          idlePerDay: dollars(total[IDLE]! / days.length),
        },
      },
    ];
  });
}
