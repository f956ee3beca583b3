import { benjaminiHochberg } from './false-discovery.ts';

/** What is remembered of a batch of questions that were asked together. */
export interface TestedBatch {
  /** Rate that the batch was tested at. */
  level: number;
  size: number;
  /** How many were believed. */
  rejections: number;
  /** How many could have been, had one of them been certain. */
  rejectionsPlus: number;
}

/** Share of the rate that the j-th batch may spend; they sum to one (0.4375 = 1 ÷ ζ(1.6)). */
const share = (place: number): number => 0.4374901658 * place ** -1.6;

/**
 * The rate at which the next batch may be tested, so that of all that is believed over time at most `rate` is false on
 * average: batches that believed in nothing use their share up, those that did earn some back (Zrnic, Jiang, Ramdas and
 * Jordan, The Power of Batching in Multiple Hypothesis Testing, AISTATS 2020, algorithm BatchBH). It holds for p-values that
 * are independent between batches; questions that come back on overlapping evidence are not, so they come back rarely.
 * @param earlier in their order @param size of the next batch, at least 1
 * @returns 0 to `rate`
 */
export function nextLevel(earlier: readonly TestedBatch[], size: number, rate: number): number {
  const believed = earlier.reduce((sum, { rejections }) => sum + rejections, 0);
  const granted =
    earlier.reduce((sum, _batch, index) => sum + share(index + 1), share(earlier.length + 1)) * rate;
  const used = earlier.reduce((sum, { level, rejections, rejectionsPlus }) => {
    const others = believed - rejections;
    return sum + (level * rejectionsPlus) / (rejectionsPlus + others);
  }, 0);
  return Math.min(rate, Math.max(0, ((granted - used) * (size + believed)) / size));
}

/**
 * Tests a batch after those that came before it.
 * @returns which of them are believed, and what the next batch has to know
 */
export function testBatch(
  earlier: readonly TestedBatch[],
  pValues: readonly number[],
  rate: number,
): { believed: boolean[]; batch: TestedBatch } {
  const level = nextLevel(earlier, Math.max(1, pValues.length), rate);
  const believed = benjaminiHochberg(pValues, level);
  const countOf = (flags: readonly boolean[]): number => flags.filter(Boolean).length;
  const asIfCertain = pValues.map((_, index) => countOf(benjaminiHochberg(pValues.with(index, 0), level)));
  return {
    believed,
    batch: {
      level,
      size: pValues.length,
      rejections: countOf(believed),
      rejectionsPlus: Math.max(1, ...asIfCertain),
    },
  };
}
