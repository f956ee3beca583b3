import { legStatus } from '../domain/leg.ts';
import type { CandidateResolvers, LegRole } from '../generated/resolvers.ts';

/** What people see of a leg. `RENDERING` is not told apart from `WAITING` here: `task.status` and the ticks are. */
export const Candidate: CandidateResolvers = {
  task: ({ leg }) => ({ id: leg.taskId }),
  provider: ({ leg }) => ({ id: leg.providerId }),
  workflow: ({ leg }) => ({ id: leg.workflowId }),
  effectType: ({ leg }) => ({ id: leg.effectTypeId }),
  role: ({ leg }) => leg.role.toUpperCase() as LegRole,
  status: ({ leg }) => legStatus(leg),
  rank: ({ leg }) => leg.ranking?.rank ?? null,
  composite: ({ leg }) => leg.quality?.composite ?? null,
  score: ({ leg }) => leg.ranking?.score ?? null,
  outputUrl: ({ leg }, _, ctx) => (leg.output ? ctx.storage.signedGet(leg.output.key) : null),
  sha256: ({ leg }) => leg.output?.sha256 ?? null,
  durationMs: ({ leg }) => (leg.output ? Math.round(leg.output.busyMs) : null),
  failureCause: ({ leg }) => leg.failureCause,
};
