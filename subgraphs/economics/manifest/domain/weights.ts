import { seededRandom } from '../../statistics/seeded-random.ts';
import type { Expectation } from './expectation.ts';
import { bestOf, drawnMerit, type Merit, type Yardstick } from './merit.ts';
import { LEARNING } from './policy.ts';

/** One eligible workflow, as the policies see it. */
export interface Arm {
  expectation: Expectation;
  isDegraded: boolean;
  /** By its bounds. */
  merit: Merit;
}

/** The best (equals share it) gets 1 − ε, and ε is spread evenly over all. */
export function epsilonGreedyWeights(arms: readonly Arm[], epsilon: number, { policy }: Yardstick): number[] {
  const best = bestOf(
    arms.map(({ merit }) => merit),
    policy.marginTolerance,
  );
  return arms.map(
    (_, index) => epsilon / arms.length + (best.includes(index) ? (1 - epsilon) / best.length : 0),
  );
}

/**
 * Thompson sampling (Thompson 1933; Russo et al. 2018, "A Tutorial on Thompson Sampling"): each gets the chance
 * that it is the best, estimated by drawing from what is known; `floor` of all traffic is spread evenly.
 * Discounting keeps what is known from getting too certain in a world that changes.
 * @param seed the same seed gives the same weights
 */
export function thompsonWeights(
  arms: readonly Arm[],
  floor: number,
  yardstick: Yardstick,
  seed: string,
): number[] {
  const random = seededRandom(seed);
  const wins = arms.map(() => 0);
  for (let draw = 0; draw < LEARNING.draws; draw += 1) {
    const merits = arms.map(({ expectation, isDegraded }) =>
      drawnMerit(expectation, isDegraded, yardstick, random),
    );
    const best = bestOf(merits, yardstick.policy.marginTolerance);
    for (const index of best) wins[index]! += 1 / best.length;
  }
  return wins.map((won) => floor / arms.length + (1 - floor) * (won / LEARNING.draws));
}
