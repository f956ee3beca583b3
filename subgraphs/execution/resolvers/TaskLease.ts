import type { TaskLeaseResolvers } from '../generated/resolvers.ts';
import { uploadKey } from '../use-cases/leases/take-output.ts';
import { definitionOf } from '../use-cases/revisions/definition-of.ts';

export const TaskLease: TaskLeaseResolvers = {
  workflowDefinition: ({ revisionId }, _args, ctx) => definitionOf(ctx, revisionId) as never,
  footageUrl: ({ footageKey, urlSeconds }, _args, ctx) =>
    ctx.storage.signedGet(footageKey, { ttlSeconds: urlSeconds }),
  exampleUrl: ({ exampleKey, urlSeconds }, _args, ctx) =>
    exampleKey === null ? null : ctx.storage.signedGet(exampleKey, { ttlSeconds: urlSeconds }),
  outputUrl: ({ leaseId, urlSeconds }, _args, ctx) =>
    ctx.storage.signedPut(uploadKey(leaseId), { ttlSeconds: urlSeconds }),
};
