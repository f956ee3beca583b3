import { observedSums, type Sums } from '../../statistics/cluster-bootstrap.ts';
import { type AdvicePolicy, DAYS_PER_MONTH } from './advice-policy.ts';
import { enoughSamples, pairedStratum, splitArms, unitCost } from './compare-arms.ts';
import { type Evidence, type FleetDay, rowsBy, sumOf } from './evidence.ts';
import { count, dollars, percent } from './figures.ts';
import type { Hypothesis } from './hypothesis.ts';

/** Days of a fleet's life that its idle cost is judged by. */
const MIN_DAYS = 14;
/** Runs that waited, without which nothing is said of what waiting loses. */
const MIN_WAITED = 30;
const [WORK, IDLE, RUNS, LOST, WAITED, LOST_WAITED] = [0, 1, 2, 3, 4, 5];
const NO_WINS = new Map<string, never>();

/** Does a fleet idle for too much, keep people waiting until they are lost, or do its work on the wrong machines? */
export function fleetOptimizations(evidence: Evidence, policy: AdvicePolicy): Hypothesis[] {
  const sizes = [...rowsBy(evidence.fleetDays, (day) => day.fleet)].flatMap(([fleet, days]) => {
    const executions = sumOf(days, (day) => day.executions);
    if (days.length < MIN_DAYS || executions < policy.minSamples) return [];
    return [...smaller(fleet, days, policy), ...larger(fleet, days, evidence, policy)];
  });
  return [...sizes, ...otherInstanceTypes(evidence, policy)];
}

/** What idling a dollar of work carries at the target utilisation ρ, which is what answering at once costs: (1 − ρ) ÷ ρ. */
const fairShare = ({ targetUtilisation }: AdvicePolicy): number =>
  (1 - targetUtilisation) / targetUtilisation;

/** Days are drawn whole: hours of one day resemble each other. */
const stratumOf = (fleet: string, days: readonly FleetDay[]) => ({
  name: fleet,
  clusters: days.map((day) => [
    day.workNanoUsd + day.startupNanoUsd,
    day.idleNanoUsd,
    day.runs,
    day.lostRuns,
    day.waitedRuns,
    day.lostWaitedRuns,
  ]),
});

const utilisationOf = (sums: Sums): number => sums[WORK]! / (sums[WORK]! + sums[IDLE]!);

/** Idling beyond its fair share would be saved by fewer machines or a shorter keep-warm time. */
function smaller(fleet: string, days: readonly FleetDay[], policy: AdvicePolicy): Hypothesis[] {
  const stratum = stratumOf(fleet, days);
  const saving = (sums: Sums): number => sums[IDLE]! - fairShare(policy) * sums[WORK]!;
  const total = observedSums(stratum);
  if (!(saving(total) > 0)) return [];
  return [
    {
      proposal: {
        kind: 'FLEET_OPTIMIZATION',
        fleet,
        change: 'SMALLER',
        targetUtilisation: policy.targetUtilisation,
      },
      subject: `FLEET_OPTIMIZATION:${fleet}`,
      source: 'USER_RUNS',
      sampleCount: sumOf(days, (day) => day.executions),
      strata: [stratum],
      touchesQuality: false,
      effectOf: ([sums]) => ({
        profitChange: (saving(sums!) * DAYS_PER_MONTH) / days.length,
        qualityChange: 0,
      }),
      facts: {
        fleet,
        utilisation: percent(utilisationOf(total)),
        target: percent(policy.targetUtilisation),
        idlePerDay: dollars(total[IDLE]! / days.length),
      },
    },
  ];
}

/**
 * Runs that waited and ended without a charge, beyond the share of those that did not wait, would have brought a run's
 * profit each; the machines that bring the fleet to its target utilisation cost their idling.
 */
function larger(
  fleet: string,
  days: readonly FleetDay[],
  { revenue }: Evidence,
  policy: AdvicePolicy,
): Hypothesis[] {
  const stratum = stratumOf(fleet, days);
  const charged = sumOf(revenue, (row) => row.chargedRuns);
  const profitPerRun =
    charged > 0 ? sumOf(revenue, (row) => row.revenueNanoUsd - row.costNanoUsd) / charged : 0;
  const lost = (sums: Sums): number => {
    const calm = sums[RUNS]! - sums[WAITED]!;
    const usual = calm > 0 ? (sums[LOST]! - sums[LOST_WAITED]!) / calm : 0;
    return Math.max(0, sums[LOST_WAITED]! - usual * sums[WAITED]!);
  };
  const machines = (sums: Sums): number => fairShare(policy) * sums[WORK]! - sums[IDLE]!;
  const total = observedSums(stratum);
  const isBusy = machines(total) > 0 && total[WAITED]! >= MIN_WAITED;
  if (!isBusy || profitPerRun <= 0 || lost(total) === 0) return [];
  return [
    {
      proposal: {
        kind: 'FLEET_OPTIMIZATION',
        fleet,
        change: 'LARGER',
        targetUtilisation: policy.targetUtilisation,
      },
      subject: `FLEET_OPTIMIZATION:${fleet}:larger`,
      source: 'USER_RUNS',
      sampleCount: total[WAITED]!,
      strata: [stratum],
      touchesQuality: false,
      effectOf: ([sums]) => ({
        profitChange:
          ((lost(sums!) * profitPerRun - Math.max(0, machines(sums!))) * DAYS_PER_MONTH) / days.length,
        qualityChange: 0,
      }),
      facts: {
        fleet,
        utilisation: percent(utilisationOf(total)),
        target: percent(policy.targetUtilisation),
        waitedRuns: count(total[WAITED]!),
        lostRuns: count(lost(total)),
        machinesPerDay: dollars(machines(total) / days.length),
      },
    },
  ];
}

/** Where the same workflows ran on several kinds of machines of one fleet: would the other kind do the month's work for less? */
function otherInstanceTypes(evidence: Evidence, policy: AdvicePolicy): Hypothesis[] {
  const ofPeople = evidence.arms.filter((row) => row.source === 'USER_RUNS');
  return [...rowsBy(ofPeople, (row) => row.fleet)].flatMap(([fleet, rows]) => {
    const types = [...rowsBy(rows, (row) => row.instanceType)].sort(
      ([, a], [, b]) => sumOf(b, (row) => row.volumeUnits) - sumOf(a, (row) => row.volumeUnits),
    );
    const main = types[0];
    if (!main) return [];
    return types.slice(1).flatMap(([toInstanceType, others]): Hypothesis[] => {
      const both = [...rowsBy(main[1], (row) => row.workflowId)].flatMap(([workflowId, from]) => {
        const to = others.filter((row) => row.workflowId === workflowId);
        return to.length > 0 ? [{ workflowId, pair: { from, to } }] : [];
      });
      const pooled = {
        from: both.flatMap(({ pair }) => pair.from),
        to: both.flatMap(({ pair }) => pair.to),
      };
      const sampleCount = both.length > 0 ? enoughSamples(pooled, 'USER_RUNS', policy) : null;
      if (sampleCount === null) return [];
      const volumes = both.map(({ pair }) => sumOf(pair.from, (row) => row.volumeUnits));
      const strata = both.map(({ workflowId, pair }) =>
        pairedStratum(workflowId, pair, { from: NO_WINS, to: NO_WINS }),
      );
      const saved = (sums: readonly Sums[]): number =>
        sums.reduce((sum, stratum, index) => {
          const { from, to } = splitArms(stratum);
          return sum + volumes[index]! * (unitCost(from) - unitCost(to));
        }, 0);
      const units = (side: 'from' | 'to') => sumOf(pooled[side], (row) => row.deliveredUnits);
      const cost = (side: 'from' | 'to') => sumOf(pooled[side], (row) => row.costNanoUsd);
      return [
        {
          proposal: {
            kind: 'FLEET_OPTIMIZATION',
            fleet,
            change: 'OTHER_INSTANCE_TYPE',
            targetUtilisation: policy.targetUtilisation,
            fromInstanceType: main[0],
            toInstanceType,
          },
          subject: `FLEET_OPTIMIZATION:${fleet}:${main[0]}>${toInstanceType}`,
          source: 'USER_RUNS',
          sampleCount,
          strata,
          touchesQuality: false,
          effectOf: (sums) => ({
            profitChange: (saved(sums) * DAYS_PER_MONTH) / evidence.days,
            qualityChange: 0,
          }),
          facts: {
            fleet,
            fromType: main[0],
            toType: toInstanceType,
            fromUnitCost: dollars(cost('from') / units('from')),
            toUnitCost: dollars(cost('to') / units('to')),
          },
        },
      ];
    });
  });
}
