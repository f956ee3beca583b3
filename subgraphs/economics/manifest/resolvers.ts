import type {
  ManifestDiffResultResolvers,
  ManifestEntryChangeResolvers,
  ManifestEntryResolvers,
  ManifestPolicyResolvers,
  MutationResolvers,
  QueryResolvers,
  Resolvers,
  RoutingChangeResolvers,
  RoutingChangeResultResolvers,
  RoutingManifestResolvers,
  RoutingOverrideResolvers,
  RoutingPolicyVersionResolvers,
} from '../generated/resolvers.ts';
import { isInForce } from './domain/override.ts';
import type { RoutingPolicy } from './domain/policy.ts';
import { ALL_EFFECTS } from './persistence/policies.ts';
import {
  applyManifest,
  liftRoutingOverride,
  overrideRouting,
  rollbackManifest,
} from './use-cases/override-routing.ts';
import { readManifest, STALE_AFTER_MS } from './use-cases/publish-manifest.ts';
import {
  pageSize,
  readDiff,
  readOverride,
  readOverrides,
  readPolicy,
  readPolicyHistory,
  readSnapshot,
  readSnapshots,
} from './use-cases/read-routing.ts';
import { updateRoutingPolicy } from './use-cases/update-policy.ts';

/** How long a snapshot holds when nothing is said, as the SDL has it. */
const HOLD_MINUTES = 60;

const reference = (id: string | null) => (id === null ? null : { id });
const effectOf = (effectTypeId: string) => (effectTypeId === ALL_EFFECTS ? null : { id: effectTypeId });

const Query = {
  routingManifest: async (_parent, { version }, ctx) => {
    const current = await readManifest(ctx);
    return version == null || version === current?.version ? current : readSnapshot(ctx, version);
  },
  routingManifests: async (_parent, { first, after }, ctx) => {
    const from = after && /^\d{1,9}$/.test(after) ? Number(after) : null;
    const { nodes, hasNextPage } = await readSnapshots(ctx, pageSize(first), from);
    return {
      edges: nodes.map((node) => ({ cursor: String(node.version), node })),
      pageInfo: { endCursor: nodes.at(-1)?.version.toString() ?? null, hasNextPage },
    };
  },
  manifestDiff: (_parent, versions, ctx) => readDiff(ctx, versions),
  routingOverrides: (_parent, { first }, ctx) => readOverrides(ctx, pageSize(first)),
  routingPolicy: (_parent, { effectTypeId }, ctx) => readPolicy(ctx, effectTypeId ?? null),
  routingPolicyHistory: (_parent, { effectTypeId, first }, ctx) =>
    readPolicyHistory(ctx, effectTypeId ?? null, pageSize(first)),
} satisfies QueryResolvers;

const Mutation = {
  overrideRouting: (_parent, { input: { idempotencyKey, ...order } }, ctx) =>
    overrideRouting(ctx, {
      kind: order.kind,
      effectTypeId: order.effectTypeId ?? null,
      workflowId: order.workflowId ?? null,
      providerId: order.providerId ?? null,
      reason: order.reason,
      minutes: order.minutes,
      key: idempotencyKey,
    }),
  liftRoutingOverride: (_parent, { input: { idempotencyKey, ...order } }, ctx) =>
    liftRoutingOverride(ctx, { ...order, key: idempotencyKey }),
  applyManifest: (_parent, { input: { idempotencyKey, ...order } }, ctx) =>
    applyManifest(ctx, { ...order, minutes: order.minutes ?? HOLD_MINUTES, key: idempotencyKey }),
  rollbackManifest: (_parent, { input: { idempotencyKey, ...order } }, ctx) =>
    rollbackManifest(ctx, { ...order, minutes: order.minutes ?? HOLD_MINUTES, key: idempotencyKey }),
  updateRoutingPolicy: (_parent, { input }, ctx) =>
    updateRoutingPolicy(ctx, {
      effectTypeId: input.effectTypeId ?? null,
      changes: changesIn(input.policy),
      reason: input.reason,
      key: input.idempotencyKey,
    }),
} satisfies MutationResolvers;

/** Settings as somebody gave them: absent ones are left out; only cap and SLO may be null. */
export function changesIn({
  costCapNanoUsd,
  ...given
}: {
  [Field in keyof RoutingPolicy]?: Field extends 'costCapNanoUsd'
    ? bigint | null
    : RoutingPolicy[Field] | null;
}): Partial<RoutingPolicy> {
  const changes = Object.entries(given).filter(
    ([field, value]) => value !== undefined && (value !== null || field === 'durationSloMs'),
  );
  return {
    ...(Object.fromEntries(changes) as Partial<RoutingPolicy>),
    ...(costCapNanoUsd === undefined
      ? {}
      : { costCapNanoUsd: costCapNanoUsd === null ? null : Number(costCapNanoUsd) }),
  };
}

const RoutingManifest: RoutingManifestResolvers = {
  checkedAt: ({ checkedAt }) => checkedAt ?? null,
  isStale: ({ checkedAt }, _args, ctx) =>
    checkedAt !== undefined && ctx.clock.now().getTime() - checkedAt.getTime() > STALE_AFTER_MS,
  policies: ({ policies }) => [...policies],
  entries: ({ entries }) => [...entries],
};

const ManifestPolicy: ManifestPolicyResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
};

const ManifestEntry: ManifestEntryResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
  workflow: ({ workflowId }) => ({ id: workflowId }),
  provider: ({ providerId }) => ({ id: providerId }),
};

const ManifestEntryChange: ManifestEntryChangeResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
  workflow: ({ workflowId }) => ({ id: workflowId }),
  provider: ({ providerId }) => ({ id: providerId }),
};

const ManifestDiffResult: ManifestDiffResultResolvers = {
  __resolveType: (result) => ('humanReadableCause' in result ? 'NotFound' : 'ManifestDiff'),
};

const RoutingOverride: RoutingOverrideResolvers = {
  effectType: ({ effectTypeId }) => reference(effectTypeId),
  workflow: ({ workflowId }) => reference(workflowId),
  provider: ({ providerId }) => reference(providerId),
  createdBy: ({ createdBy }) => reference(createdBy),
  isInForce: (override, _args, ctx) => isInForce(override, ctx.clock.now()),
  liftedAt: ({ lift }) => lift?.at ?? null,
  liftedBy: ({ lift }) => reference(lift?.by ?? null),
  liftReason: ({ lift }) => lift?.reason ?? null,
};

const RoutingPolicyVersion: RoutingPolicyVersionResolvers = {
  effectType: ({ effectTypeId }) => effectOf(effectTypeId),
  kind: ({ policy }) => policy.kind,
  explorationShare: ({ policy }) => policy.explorationShare,
  weightFloor: ({ policy }) => policy.weightFloor,
  qualityFloor: ({ policy }) => policy.qualityFloor,
  qualityWeight: ({ policy }) => policy.qualityWeight,
  costWeight: ({ policy }) => policy.costWeight,
  speedWeight: ({ policy }) => policy.speedWeight,
  costCapNanoUsd: ({ policy }) => (policy.costCapNanoUsd === null ? null : BigInt(policy.costCapNanoUsd)),
  durationSloMs: ({ policy }) => policy.durationSloMs,
  marginTolerance: ({ policy }) => policy.marginTolerance,
  createdBy: ({ createdBy }) => reference(createdBy),
};

const RoutingChange: RoutingChangeResolvers = {
  override: ({ overrideId }, _args, ctx) => (overrideId === null ? null : readOverride(ctx, overrideId)),
  policy: async ({ policy }, _args, ctx) => {
    if (!policy) return null;
    const versions = await readPolicyHistory(ctx, policy.effectTypeId, 100);
    return versions.find(({ version }) => version === policy.version) ?? null;
  },
};

const RoutingChangeResult: RoutingChangeResultResolvers = {
  __resolveType: (result) => ('__typename' in result ? result.__typename! : 'RoutingChange') as never,
};

/** Which workflows are to be tried first, and what admins order about it. */
export const manifestResolvers = {
  Query,
  Mutation,
  RoutingManifest,
  ManifestPolicy,
  ManifestEntry,
  ManifestEntryChange,
  ManifestDiffResult,
  RoutingOverride,
  RoutingPolicyVersion,
  RoutingChange,
  RoutingChangeResult,
} satisfies Resolvers;
