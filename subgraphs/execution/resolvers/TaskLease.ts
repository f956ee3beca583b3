import type { TaskLeaseResolvers } from '../generated/resolvers.ts';
import { uploadKey } from '../use-cases/take-output.ts';

export const TaskLease: TaskLeaseResolvers = {
  footageUrl: ({ footageKey, urlSeconds }, _args, ctx) =>
    ctx.storage.signedGet(footageKey, { ttlSeconds: urlSeconds }),
  exampleUrl: ({ exampleKey, urlSeconds }, _args, ctx) =>
    exampleKey === null ? null : ctx.storage.signedGet(exampleKey, { ttlSeconds: urlSeconds }),
  outputUrl: ({ leaseId, urlSeconds }, _args, ctx) =>
    ctx.storage.signedPut(uploadKey(leaseId), { ttlSeconds: urlSeconds }),
};
