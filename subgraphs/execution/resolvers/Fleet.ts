import type { FleetResolvers } from '../generated/resolvers.ts';

export const Fleet: FleetResolvers = {
  template: ({ template }) => template.template,
  instanceType: ({ template }) => template.instanceType,
  isBeingRemoved: ({ removedAt }) => removedAt !== null,
};
