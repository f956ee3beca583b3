import type { ManifestEntryResolvers, RoutingManifestResolvers } from '../generated/resolvers.ts';

export const RoutingManifest: RoutingManifestResolvers = {
  entries: ({ entries }) => [...entries],
};

export const ManifestEntry: ManifestEntryResolvers = {
  effectType: ({ effectTypeId }) => ({ id: effectTypeId }),
  workflow: ({ workflowId }) => ({ id: workflowId }),
  provider: ({ providerId }) => ({ id: providerId }),
};
