import { notFound } from '@effect-studio/kernel/errors';
import {
  LEAST_DECISIONS,
  LEAST_DECISIONS_OF_TYPE,
  LEAST_Z,
  LEAST_Z_OF_TYPE,
} from '../domain/preferences/preference-weights.ts';
import { preferencesOf } from '../domain/preferences/preferences.ts';
import type {
  EffectTypeWeightsResolvers,
  MutationResolvers,
  QualityWeightsResolvers,
  QueryResolvers,
  WeightsApplicationResolvers,
} from '../generated/resolvers.ts';
import { newestDecisions } from '../persistence/decisions.ts';
import { weightsVersions } from '../persistence/weights-versions.ts';
import { applyQualityWeights } from '../use-cases/apply-quality-weights.ts';

export const qualityWeights: NonNullable<QueryResolvers['qualityWeights']> = (_root, _args, ctx) =>
  ctx.db.transaction(ctx, (tx) => weightsVersions(tx));

export const qualityDecisions: NonNullable<QueryResolvers['qualityDecisions']> = async (
  _root,
  _args,
  ctx,
) => {
  const decisions = await ctx.db.transaction(ctx, (tx) => newestDecisions(tx));
  const telling = new Set(preferencesOf(decisions).map(({ decisionId }) => decisionId));
  const effectTypes = [...Map.groupBy(decisions, ({ effectTypeId }) => effectTypeId)].map(
    ([effectTypeId, ofType]) => {
      const count = (kind: string) => ofType.filter((one) => one.kind === kind).length;
      return {
        effectType: { id: effectTypeId },
        ...{ approved: count('APPROVED'), rejected: count('REJECTED'), chosen: count('CHOSEN') },
        telling: ofType.filter(({ id }) => telling.has(id)).length,
      };
    },
  );
  return {
    telling: telling.size,
    ...{ needed: LEAST_DECISIONS, neededOfEffectType: LEAST_DECISIONS_OF_TYPE },
    ...{ neededZ: LEAST_Z, neededZOfEffectType: LEAST_Z_OF_TYPE },
    effectTypes: effectTypes.sort((one, other) => other.telling - one.telling || byId(one, other)),
  };
};

const byId = (one: { effectType: { id: string } }, other: { effectType: { id: string } }) =>
  one.effectType.id < other.effectType.id ? -1 : 1;

export const mutationResolvers: MutationResolvers = {
  applyQualityWeights: async (_root, { input }, ctx) => {
    const applied = await applyQualityWeights(ctx, input);
    if ('__typename' in applied) return applied;
    const versions = await ctx.db.transaction(ctx, (tx) => weightsVersions(tx));
    const found = versions.find(({ version }) => version === applied.version);
    return found
      ? { ...found, __typename: 'QualityWeights' }
      : notFound('version of the quality weights', String(applied.version));
  },
};

export const weightsResolvers: QualityWeightsResolvers = {
  standing: ({ isInForce, isBetter, applications }) =>
    isInForce ? 'IN_FORCE' : !isBetter ? 'NOT_BETTER' : applications.length > 0 ? 'RETIRED' : 'PROPOSED',
  appliedAt: ({ applications }) => applications[0]?.appliedAt ?? null,
  reason: ({ applications }) => applications[0]?.reason ?? null,
};

export const effectTypeWeightsResolvers: EffectTypeWeightsResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

export const applicationResolvers: WeightsApplicationResolvers = {
  appliedBy: ({ appliedBy }) => (appliedBy === null ? null : { id: appliedBy }),
};
