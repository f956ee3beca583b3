import { seededRandom } from '@effect-studio/media/testing/seeded-random';

/** Choices that a seed repeats. */
export interface Random {
  /** Whole, both ends included. */
  between(least: number, greatest: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[];
}

/** @param seed integer */
export function randomChoices(seed: number): Random {
  const next = seededRandom(seed);
  const between = (least: number, greatest: number): number =>
    least + Math.floor(next() * (greatest - least + 1));
  return {
    between,
    chance: (probability) => next() < probability,
    pick: (items) => items[between(0, items.length - 1)]!,
    shuffled: (items) => {
      const result = [...items];
      for (let at = result.length - 1; at > 0; at -= 1) {
        const other = between(0, at);
        [result[at], result[other]] = [result[other]!, result[at]!];
      }
      return result;
    },
  };
}
