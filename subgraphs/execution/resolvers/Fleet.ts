import type { FleetEventResolvers, FleetResolvers } from '../generated/resolvers.ts';

export const Fleet: FleetResolvers = {
  template: ({ template }) => template.template,
  instanceType: ({ template }) => template.instanceType,
  isBeingRemoved: ({ removedAt }) => removedAt !== null,
};

export const FleetEvent: FleetEventResolvers = {
  causedBy: ({ causedById }) => (causedById === null ? null : { id: causedById }),
};
