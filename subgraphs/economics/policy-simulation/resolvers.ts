import type {
  PolicySimulationResolvers,
  QueryResolvers,
  Resolvers,
  SimulatePolicyResultResolvers,
} from '../generated/resolvers.ts';
import { changesIn } from '../manifest/resolvers.ts';
import { simulatePolicy } from './use-cases/simulate-policy.ts';

const Query = {
  simulatePolicy: (_parent, { draft }, ctx) =>
    simulatePolicy(ctx, {
      effectTypeId: draft.effectTypeId,
      changes: changesIn(draft.policy),
      days: draft.days ?? 28,
    }),
} satisfies QueryResolvers;

const PolicySimulation: PolicySimulationResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

const SimulatePolicyResult: SimulatePolicyResultResolvers = {
  __resolveType: (result) => ('__typename' in result ? result.__typename! : 'PolicySimulation') as never,
};

/** Drafts of routing settings, judged on the past. */
export const policySimulationResolvers = {
  Query,
  PolicySimulation,
  SimulatePolicyResult,
} satisfies Resolvers;
