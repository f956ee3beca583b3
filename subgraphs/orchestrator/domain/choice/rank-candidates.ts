import { isJudgedCandidate, type Leg, type LegRanking } from '../leg.ts';
import type { RunSaga } from '../saga/run-saga.ts';
import type { SagaPolicy } from '../saga/saga-policy.ts';

/** Weights of the score; they sum to 1. Quality counts for as much as price and speed together. */
export const SCORE_WEIGHTS = { quality: 0.5, cost: 0.3, speed: 0.2 } as const;

type Terms = LegRanking['terms'];

/**
 * The terms of one candidate's score, each 0..1, higher is better: composite quality, 1 − cost ÷ cap,
 * 1 − busy time ÷ SLO. Without an expected cost, busy time stands in for it: on machines that are
 * priced by the hour the two are proportional.
 */
export function scoreTerms(leg: Leg, policy: SagaPolicy): Terms {
  const speed = unit(1 - (leg.output?.busyMs ?? policy.durationSloMs) / policy.durationSloMs);
  const cost =
    leg.expectedCostNanoUsd === null
      ? speed
      : unit(1 - Number(leg.expectedCostNanoUsd) / Number(policy.costCapNanoUsd));
  return { quality: leg.quality?.composite ?? 0, cost, speed };
}

const unit = (value: number): number => Math.min(1, Math.max(0, value));

const scoreOf = (terms: Terms): number =>
  SCORE_WEIGHTS.quality * terms.quality + SCORE_WEIGHTS.cost * terms.cost + SCORE_WEIGHTS.speed * terms.speed;

/** Gives every judged candidate its rank; equal scores keep the order of dispatch. Shadow and finish legs get none. */
export function rankCandidates(run: RunSaga, policy: SagaPolicy): RunSaga {
  const placed = run.legs
    .filter(isJudgedCandidate)
    .map((leg) => {
      const terms = scoreTerms(leg, policy);
      return { leg, terms, score: scoreOf(terms) };
    })
    .sort((a, b) => b.score - a.score || a.leg.ordinal - b.leg.ordinal)
    .map(({ leg, terms, score }, index) => ({ leg, ranking: { rank: index + 1, score, terms } }));
  return {
    ...run,
    legs: run.legs.map((leg) => {
      const found = placed.find((place) => place.leg === leg);
      return found ? { ...leg, ranking: found.ranking } : leg;
    }),
  };
}
