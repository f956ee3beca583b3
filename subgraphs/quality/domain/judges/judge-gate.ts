import { areaUnderCurve, spearman } from './rank-statistics.ts';

/** What a judge said of the golden set. */
export interface GoldenAnswers {
  /** Scores of one kind of damage, mildest first. */
  ladders: readonly { kind: string; scores: readonly number[] }[];
  /** Answers about pairs of clearly different quality, asked in both orders. */
  pairs: readonly {
    id: string;
    betterFirst: 'first' | 'second' | 'neither';
    betterSecond: 'first' | 'second' | 'neither';
  }[];
  /** What the same version said of the same ladders when it was admitted; null: it is new. */
  admitted: readonly { kind: string; scores: readonly number[] }[] | null;
}

/** The figures behind a verdict, for admins. Shares and scores 0..1. */
export interface GateFigures {
  /** Chance that mild damage is scored above gross damage, whatever its kind. */
  discrimination: number;
  /** Rank correlation of the worst ladder. */
  worstOrder: number;
  /** Share of pairs where the better one was named in both orders. */
  swapConsistency: number;
  /** How much more often the first place was named than it deserved, −1..1. */
  firstPlaceBias: number;
  /** Mean change of a score since admission; null for a new version. */
  drift: number | null;
}

export interface GateVerdict {
  standing: 'PASSED' | 'QUARANTINED';
  /** Sentences; empty when passed. */
  reasons: readonly string[];
  figures: GateFigures;
}

export const GATE_LIMITS = Object.freeze({
  discrimination: 0.95,
  worstOrder: 0.9,
  swapConsistency: 0.9,
  firstPlaceBias: 0.1,
  drift: 0.05,
});

/** Whether a judge's scores may count. Unanswered items belong into `pairs` as `neither`, never left out. */
export function judgeTheJudge(answers: GoldenAnswers): GateVerdict {
  const figures = figuresOf(answers);
  const { discrimination, worstOrder, swapConsistency, firstPlaceBias, drift } = figures;
  const faults: [boolean, string][] = [
    [
      !(discrimination >= GATE_LIMITS.discrimination),
      `It tells mild from gross damage in ${share(discrimination)} of the pairs; ${share(GATE_LIMITS.discrimination)} are asked for.`,
    ],
    [
      !(worstOrder >= GATE_LIMITS.worstOrder),
      `It ranks a ladder of damage with a correlation of ${worstOrder.toFixed(2)}; ${GATE_LIMITS.worstOrder} is asked for.`,
    ],
    [
      !(swapConsistency >= GATE_LIMITS.swapConsistency),
      `It names the better one in both orders for ${share(swapConsistency)} of the pairs; ${share(GATE_LIMITS.swapConsistency)} are asked for.`,
    ],
    [
      !(Math.abs(firstPlaceBias) <= GATE_LIMITS.firstPlaceBias),
      `It favours a place: ${share(Math.abs(firstPlaceBias))} more than it deserves; ${share(GATE_LIMITS.firstPlaceBias)} are allowed.`,
    ],
    [
      drift !== null && !(drift <= GATE_LIMITS.drift),
      `Its scores moved by ${drift?.toFixed(3)} since it was admitted; ${GATE_LIMITS.drift} is allowed.`,
    ],
  ];
  const reasons = faults.flatMap(([isFault, reason]) => (isFault ? [reason] : []));
  return { standing: reasons.length === 0 ? 'PASSED' : 'QUARANTINED', reasons, figures };
}

function figuresOf({ ladders, pairs, admitted }: GoldenAnswers): GateFigures {
  const firsts = pairs.flatMap(({ betterFirst, betterSecond }) => [betterFirst, betterSecond]);
  const named = firsts.filter((place) => place !== 'neither');
  return {
    discrimination: areaUnderCurve(
      ladders.map(({ scores }) => scores[0]!),
      ladders.map(({ scores }) => scores.at(-1)!),
    ),
    worstOrder: Math.min(
      ...ladders.map(({ scores }) =>
        spearman(
          scores,
          scores.map((_, i) => -i),
        ),
      ),
    ),
    swapConsistency:
      pairs.filter(({ betterFirst, betterSecond }) => betterFirst === 'first' && betterSecond === 'second')
        .length / pairs.length,
    firstPlaceBias:
      named.length === 0 ? 0 : (2 * named.filter((place) => place === 'first').length) / named.length - 1,
    drift: admitted && driftOf(ladders, admitted),
  };
}

/** Infinite when the golden set is not the one that it was admitted with. */
function driftOf(now: GoldenAnswers['ladders'], then: GoldenAnswers['ladders']): number {
  const before = new Map(then.map(({ kind, scores }) => [kind, scores]));
  const changes = now.flatMap(({ kind, scores }) =>
    scores.map((score, step) => Math.abs(score - (before.get(kind)?.[step] ?? Number.POSITIVE_INFINITY))),
  );
  return changes.reduce((sum, change) => sum + change, 0) / changes.length;
}

const share = (value: number): string => `${(value * 100).toFixed(0)} %`;
