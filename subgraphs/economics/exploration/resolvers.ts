import type {
  DecisionCandidateResolvers,
  DecisionLegResolvers,
  MutationResolvers,
  QueryResolvers,
  Resolvers,
  RoutingDecisionResolvers,
  RoutingTrialResolvers,
  RoutingTrialResultResolvers,
} from '../generated/resolvers.ts';
import { pageSize } from '../manifest/use-cases/read-routing.ts';
import { cursorOf, readDecisions } from './use-cases/read-decisions.ts';
import {
  readTrial,
  readTrialResult,
  readTrials,
  startTrial,
  stopTrial,
  type TrialAnswer,
} from './use-cases/trials.ts';

const reference = (id: string | null) => (id === null ? null : { id });

const Query = {
  routingDecisions: async (_parent, { filter, first, after }, ctx) => {
    const asked = {
      effectTypeId: filter?.effectTypeId ?? null,
      workflowId: filter?.workflowId ?? null,
      providerId: filter?.providerId ?? null,
      isExploring: filter?.isExploring ?? false,
      from: filter?.from ?? null,
      until: filter?.until ?? null,
    };
    const page = { first: pageSize(first), after: after ?? null };
    const { nodes, hasNextPage } = await readDecisions(ctx, asked, page);
    const edges = nodes.map((node) => ({ cursor: cursorOf(node), node }));
    return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage } };
  },
  routingTrials: (_parent, { first }, ctx) => readTrials(ctx, pageSize(first)),
  routingTrial: (_parent, { id }, ctx) => readTrial(ctx, id),
} satisfies QueryResolvers;

/** Answers carry the id only, so that a repeated command shows the trial as it is now. */
async function shown(answer: TrialAnswer, read: (id: string) => ReturnType<typeof readTrial>) {
  return 'trialId' in answer ? (await read(answer.trialId))! : answer;
}

const Mutation = {
  startRoutingTrial: async (_parent, { input: { idempotencyKey, ...order } }, ctx) =>
    shown(
      await startTrial(ctx, {
        ...order,
        metric: order.metric ?? 'UTILITY',
        minPairs: order.minPairs ?? 50,
        maxPairs: order.maxPairs ?? 2_000,
        errorShare: order.errorShare ?? 0.05,
        days: order.days ?? 14,
        key: idempotencyKey,
      }),
      (id) => readTrial(ctx, id),
    ),
  stopRoutingTrial: async (_parent, { input: { idempotencyKey, ...order } }, ctx) =>
    shown(await stopTrial(ctx, { ...order, key: idempotencyKey }), (id) => readTrial(ctx, id)),
} satisfies MutationResolvers;

const RoutingDecision: RoutingDecisionResolvers = {
  run: ({ runId }) => ({ id: runId }),
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
  trial: ({ trialId }, _args, ctx) => (trialId === null ? null : readTrial(ctx, trialId)),
  candidates: ({ considered }) => considered,
};

const DecisionCandidate: DecisionCandidateResolvers = {
  workflow: ({ workflowId }) => ({ id: workflowId }),
  provider: ({ providerId }) => reference(providerId),
  isEligible: ({ eligible }) => eligible,
};

const DecisionLeg: DecisionLegResolvers = {
  task: ({ taskId }) => ({ id: taskId }),
  workflow: ({ workflowId }) => ({ id: workflowId }),
  provider: ({ providerId }) => ({ id: providerId }),
};

const RoutingTrial: RoutingTrialResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
  workflowA: ({ workflowA }) => ({ id: workflowA }),
  workflowB: ({ workflowB }) => ({ id: workflowB }),
  startedBy: ({ startedBy }) => reference(startedBy),
  endedAt: ({ end }) => end?.at ?? null,
  endedBy: ({ end }) => reference(end?.by ?? null),
  endReason: ({ end }) => end?.reason ?? null,
  endNote: ({ end }) => end?.note ?? null,
  result: (trial, _args, ctx) => readTrialResult(ctx, trial),
};

const RoutingTrialResult: RoutingTrialResultResolvers = {
  __resolveType: (result) => ('__typename' in result ? result.__typename! : 'RoutingTrial') as never,
};

/** The decision log and A/B trials. */
export const explorationResolvers = {
  Query,
  Mutation,
  RoutingDecision,
  DecisionCandidate,
  DecisionLeg,
  RoutingTrial,
  RoutingTrialResult,
} satisfies Resolvers;
