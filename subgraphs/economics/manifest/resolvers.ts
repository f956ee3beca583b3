import type {
  ManifestEntryResolvers,
  QueryResolvers,
  Resolvers,
  RoutingManifestResolvers,
} from '../generated/resolvers.ts';
import { readManifest } from './use-cases/publish-manifest.ts';

const Query = {
  routingManifest: (_parent, _args, ctx) => readManifest(ctx),
} satisfies QueryResolvers;

const RoutingManifest: RoutingManifestResolvers = {
  entries: ({ entries }) => [...entries],
};

const ManifestEntry: ManifestEntryResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
  workflow: ({ workflowId }) => ({ id: workflowId }),
  provider: ({ providerId }) => ({ id: providerId }),
};

/** Which workflows are to be tried first. */
export const manifestResolvers = { Query, RoutingManifest, ManifestEntry } satisfies Resolvers;
