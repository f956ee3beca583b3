import type { PolicyKind } from '@effect-studio/economics/manifest/domain/policy';
import {
  type Course,
  follow,
  policyOfKind,
  WORLDS,
  type WorldName,
  worthOf,
} from '@effect-studio/economics/manifest/testing/routing-world';
import type { Bench, Measurement, Subject } from './bench.ts';

/** Not the seeds that the policies were tuned on. */
const SEEDS = Array.from({ length: 30 }, (_, index) => `judged-${index + 1}`);
const OUTAGE_FROM = 80;
const OUTAGE_UNTIL = 140;

/** Mean regrets of the design study, to be met or beaten: ε 5 % discounted with a gate; Thompson with gate and floor. */
const REFERENCE: Record<PolicyKind, Record<WorldName, number>> = {
  EPSILON_GREEDY: { stationary: 87, drift: 174, outage: 331, switch: 211 },
  THOMPSON: { stationary: 64, drift: 111, outage: 213, switch: 128 },
};

const regretIn = (world: WorldName): string => `mean regret, ${world}`;
const errorIn = (world: WorldName): string => `its standard error, ${world}`;
const toReference = (world: WorldName): string => `regret ÷ reference, ${world}`;
const DEAD_WEIGHT = 'weight of a dead leading provider, next cycle, worst seed';
const RECOVERY = 'cycles until a recovered provider has traffic, worst seed';
const PROBES = 'probes in an outage of 60 cycles, mean';

/** Regret of both routing policies over four worlds, by the code that makes manifests. */
const routing: Bench = {
  name: 'routing',
  what: 'regret of routing policies over four worlds of 10,000 jobs, 30 seeds each',
  metrics: {
    ...Object.fromEntries(
      WORLDS.flatMap((world) => [
        [regretIn(world), 'reward'],
        [errorIn(world), 'reward'],
        [toReference(world), '×'],
      ]),
    ),
    [DEAD_WEIGHT]: 'share',
    [RECOVERY]: 'cycles',
    [PROBES]: 'legs',
  },
  rounds: 1,
  open: async (say) => ({
    subjects: [
      subjectOf('EPSILON_GREEDY', 'ε-greedy 5 %', say),
      subjectOf('THOMPSON', 'Thompson, floor 2 %', say),
    ],
    close: () => Promise.resolve(),
  }),
};
export default routing;

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function subjectOf(kind: PolicyKind, name: string, say: (line: string) => void): Subject {
  return {
    name,
    measure: async () => {
      const measured: Record<string, number> = {};
      for (const world of WORLDS) {
        const courses = SEEDS.map((seed) => follow(world, policyOfKind(kind), seed));
        const regrets = courses.map(({ regret }) => regret);
        const centre = mean(regrets);
        const variance = regrets.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (regrets.length - 1);
        measured[regretIn(world)] = centre;
        measured[errorIn(world)] = Math.sqrt(variance / regrets.length);
        measured[toReference(world)] = centre / REFERENCE[kind][world];
        if (world === 'outage') Object.assign(measured, outageOf(courses));
        say(`${name}, ${world}: ${centre.toFixed(1)}, reference ${REFERENCE[kind][world]}`);
        await new Promise(setImmediate);
      }
      return measured;
    },
  };
}

/** What became of the provider that died, in worlds where it led; one with a few jobs fails too seldom to be seen at once. */
function outageOf(courses: readonly Course[]): Measurement {
  const seen = courses
    .map(({ weights, truth }) => {
      const start = truth[0]!;
      const dead = start.reduce((top, one, at) => (worthOf(one) > worthOf(start[top]!) ? at : top), 0);
      const weightAt = (cycle: number): number => weights[cycle]![dead]!;
      const back = weights.findIndex((shares, cycle) => cycle >= OUTAGE_UNTIL && shares[dead]! > 0);
      return {
        before: weightAt(OUTAGE_FROM),
        next: weightAt(OUTAGE_FROM + 1),
        recovery: back - OUTAGE_UNTIL,
      };
    })
    .filter(({ before }) => before >= 0.2);
  return {
    [DEAD_WEIGHT]: Math.max(...seen.map(({ next }) => next)),
    [RECOVERY]: Math.max(...seen.map(({ recovery }) => recovery)),
    [PROBES]: mean(courses.map(({ probes }) => probes)),
  };
}
