import type { DecisionCandidate, DecisionLeg, LegOutcome } from '../../exploration/domain/decision.ts';
import { type Reward, rewardOf, scaleFor } from '../../exploration/domain/reward.ts';
import type { RoutingPolicy } from '../../manifest/domain/policy.ts';
import { differenceOf, doublyRobustValue, type LoggedChoice } from '../../statistics/doubly-robust.ts';

/** Below this, the interval is known to be too narrow (coverage 0.90 at 44, 0.95 at 136) and no verdict is given. */
export const REQUIRED_SAMPLES = 100;

/** A decision of the past, as far as it can judge a policy. */
export interface JudgedDecision {
  considered: readonly DecisionCandidate[];
  legs: readonly (DecisionLeg & LegOutcome)[];
}

/** Shares of one effect's traffic by workflow. */
export type Shares = ReadonlyMap<string, number>;

/** A value with its interval at 95 %. */
export interface Judged {
  mean: number;
  lower: number;
  upper: number;
}

export interface PolicyComparison {
  metric: 'UTILITY' | 'QUALITY' | 'MARGIN';
  draft: Judged;
  inForce: Judged;
  difference: Judged;
}

export interface PolicyJudgement {
  decisions: number;
  effectiveSamples: number;
  support: number;
  comparisons: PolicyComparison[];
}

const METRICS = ['utility', 'quality', 'margin'] as const satisfies readonly (keyof Reward)[];

/**
 * What a leg drawn by the draft's shares would have been worth on the traffic of the past, beside one drawn by the shares
 * in force. Only decisions that could have drawn every workflow which either of them would: while exploration stood
 * still, the log says nothing of what it did not try. Shadow legs were given by rule and not by chance, and are left out.
 */
export function judgePolicy(
  log: readonly JudgedDecision[],
  shares: { draft: Shares; inForce: Shares },
  scale: { policy: RoutingPolicy; revenueNanoUsd: number },
): PolicyJudgement {
  const legs = log.flatMap((decision) => decision.legs);
  const rewards = scaleFor(legs, scale.policy, scale.revenueNanoUsd);
  const isWanted = (workflowId: string): boolean =>
    (shares.draft.get(workflowId) ?? 0) > 0 || (shares.inForce.get(workflowId) ?? 0) > 0;
  const couldDraw = ({ considered }: JudgedDecision): boolean =>
    considered.every(
      ({ workflowId, eligible, propensity }) => !eligible || !isWanted(workflowId) || propensity > 0,
    );
  const judgeable = log.filter(couldDraw);
  const seen = judgeable.map((decision) => ({
    arms: decision.considered
      .filter(({ eligible }) => eligible)
      .map(({ workflowId, propensity }) => {
        const leg = decision.legs.find((one) => one.workflowId === workflowId && one.role !== 'shadow');
        return { workflowId, propensity, reward: leg ? rewardOf(leg, rewards) : null };
      }),
  }));
  const judged = (metric: keyof Reward, by: Shares) =>
    doublyRobustValue(
      seen.map(({ arms }): LoggedChoice => {
        const total = arms.reduce((sum, { workflowId }) => sum + (by.get(workflowId) ?? 0), 0);
        return {
          arms: arms.map(({ workflowId, propensity, reward }) => ({
            name: workflowId,
            propensity,
            target: total === 0 ? 0 : (by.get(workflowId) ?? 0) / total,
            reward: reward && reward[metric],
          })),
        };
      }),
    );
  const values = METRICS.map((metric) => ({
    metric,
    draft: judged(metric, shares.draft),
    inForce: judged(metric, shares.inForce),
  }));
  const [utility] = values;
  return {
    decisions: judgeable.length,
    effectiveSamples: utility!.draft.effectiveSamples,
    support: log.length === 0 ? 0 : judgeable.length / log.length,
    comparisons: values.map(({ metric, draft, inForce }) => ({
      metric: metric.toUpperCase() as PolicyComparison['metric'],
      draft: intervalOf(draft),
      inForce: intervalOf(inForce),
      difference: differenceOf(draft, inForce),
    })),
  };
}

const intervalOf = ({ mean, lower, upper }: Judged): Judged => ({ mean, lower, upper });
