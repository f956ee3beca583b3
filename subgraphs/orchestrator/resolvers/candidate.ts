import { SCORE_WEIGHTS } from '../domain/choice/rank-candidates.ts';
import { type Leg, legStatus } from '../domain/leg.ts';
import type {
  CandidateRanking,
  CandidateResolvers,
  LegRole,
  LookParameters,
  RankingTermName,
} from '../generated/resolvers.ts';

/** What people see of a leg. `RENDERING` is not told apart from `WAITING` here: `task.status` and the ticks are. */
export const Candidate: CandidateResolvers = {
  task: ({ leg }) => ({ id: leg.taskId }),
  provider: ({ leg }) => ({ id: leg.providerId }),
  workflow: ({ leg }) => ({ id: leg.workflowId }),
  effectType: ({ leg }) => ({ id: leg.effectTypeId }),
  role: ({ leg }) => leg.role.toUpperCase() as LegRole,
  status: ({ leg }) => legStatus(leg),
  rank: ({ leg }) => leg.ranking?.rank ?? null,
  composite: ({ leg }) => leg.quality?.composite ?? null,
  score: ({ leg }) => leg.ranking?.score ?? null,
  ranking: ({ leg }) => explainRanking(leg),
  parameters: ({ leg }) => toLookParameters(leg.parameters),
  outputUrl: ({ leg }, _, ctx) => (leg.output?.key ? ctx.storage.signedGet(leg.output.key) : null),
  sha256: ({ leg }) => leg.output?.sha256 || null,
  durationMs: ({ leg }) => (leg.output ? Math.round(leg.output.busyMs) : null),
  failureCause: ({ leg }) => leg.failureCause,
};

/** Every term of the score by itself: what it was, what it weighs, and what it gave. */
function explainRanking({ ranking }: Leg): CandidateRanking | null {
  if (!ranking) return null;
  const { rank, score, terms } = ranking;
  const names = Object.keys(SCORE_WEIGHTS) as (keyof typeof SCORE_WEIGHTS)[];
  return {
    rank,
    score,
    terms: names.map((name) => ({
      name: name.toUpperCase() as RankingTermName,
      value: terms[name],
      weight: SCORE_WEIGHTS[name],
      contribution: SCORE_WEIGHTS[name] * terms[name],
    })),
  };
}

function toLookParameters(parameters: Leg['parameters']): LookParameters {
  const number = (name: string): number | null => {
    const value = parameters[name];
    return typeof value === 'number' ? value : null;
  };
  return {
    strength: number('strength') ?? 1,
    warmth: number('warmth') ?? 0,
    brightness: number('brightness') ?? 0,
    contrast: number('contrast') ?? 0,
    saturation: number('saturation') ?? 0,
    protectSkin: parameters.protectSkin === true,
  };
}
