import type { Subject } from '../../detection/domain/subject.ts';
import type { Random } from '../../statistics/seeded-random.ts';
import type { BottleneckClass } from '../domain/bottleneck.ts';
import type { InjectedFault } from './world.ts';

export const FAULT_CLASSES = [
  'PROVIDER_API_THROTTLING',
  'TOKEN_DEPLETION_RISK',
  'COLD_START_PENALTY',
  'GPU_SATURATION',
  'PROVIDER_LATENCY_DEGRADATION',
  'WORKFLOW_INEFFICIENCY',
] as const satisfies readonly BottleneckClass[];

/** Uniform between two numbers. */
export const between = (random: Random, low: number, high: number): number => low + random() * (high - low);

export const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;

/** When faults come: one of each class in a random order, each after a quiet time. */
export function planFaults(
  random: Random,
  timing: {
    firstAt: number;
    lengthBuckets: readonly [number, number];
    quietBuckets: readonly [number, number];
    /** How often a fault begins while the one before is still there. */
    overlapShare: number;
  },
  subjectOf: (bottleneckClass: BottleneckClass) => Subject,
): InjectedFault[] {
  const left: BottleneckClass[] = [...FAULT_CLASSES];
  const faults: InjectedFault[] = [];
  let at = timing.firstAt;
  while (left.length > 0) {
    const [bottleneckClass = 'UNKNOWN'] = left.splice(Math.floor(random() * left.length), 1);
    const from = Math.round(at);
    const to = Math.round(from + between(random, ...timing.lengthBuckets));
    faults.push({ bottleneckClass, subject: subjectOf(bottleneckClass), from, to });
    at =
      random() < timing.overlapShare
        ? between(random, from + 4, to)
        : to + between(random, ...timing.quietBuckets);
  }
  return faults;
}
