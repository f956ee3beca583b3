import type { BucketFacts } from '../../detection/domain/bucket-facts.ts';
import type { Subject } from '../../detection/domain/subject.ts';
import type { BottleneckClass } from '../domain/bottleneck.ts';

/** A fault that was put into a world on purpose. */
export interface InjectedFault {
  bottleneckClass: BottleneckClass;
  subject: Subject;
  /** Index of the first bucket in which it works, and of the first in which it does not any more. */
  from: number;
  to: number;
}

/** A simulated world and the truth about it. */
export interface World {
  seed: string;
  buckets: readonly BucketFacts[];
  faults: readonly InjectedFault[];
  /** Buckets that belong to learning; nothing counts in them. */
  warmUp: number;
}

/** Makes a world with one fault of each class in a random order, or without any. The same seed makes the same one. */
export type WorldGenerator = (seed: string, plan: { hasFaults: boolean; days: number }) => World;
