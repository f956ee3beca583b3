import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { OPEN_LEASES_OF_AGENT } from '../persistence/sql/lease-statements.ts';
import { refitAgents } from '../use-cases/agents/refit-agents.ts';
import { dropPreviews } from '../use-cases/leases/drop-previews.ts';
import { expireLease } from '../use-cases/leases/expire-lease.ts';
import { removeLeftovers } from '../use-cases/leases/remove-leftovers.ts';
import { sweep } from '../use-cases/leases/sweep.ts';
import { adaptAllSlots } from '../use-cases/providers/adapt-slots.ts';
import { probeProviders } from '../use-cases/providers/probe-providers.ts';
import { compareSpotCheck } from '../use-cases/spot-checks/compare-spot-check.ts';
import { giveUpWaiting } from '../use-cases/tasks/give-up-waiting.ts';
import { timerJob } from './timers.ts';

/** Ends the leases of an agent whose machine lost its rights. Payload: `agentId`. */
const endAgentLeases: JobHandler = {
  kind: 'end-agent-leases',
  run: async (ctx, job) => {
    const open = await ctx.db.transaction(ctx, (tx) =>
      tx.rows<{ lease_id: string }>(OPEN_LEASES_OF_AGENT, [job.payload.agentId]),
    );
    for (const { lease_id } of open) await expireLease(ctx, lease_id, 'agentRevoked');
  },
};

const LEFTOVERS_EVERY_MS = 6 * 3_600_000;

/** Looks through the bucket now and then. */
const removeLeftoversJob: JobHandler = {
  kind: 'remove-leftovers',
  everyMs: LEFTOVERS_EVERY_MS,
  run: async (ctx) => {
    await removeLeftovers(ctx);
  },
};

export const jobs: readonly JobHandler[] = [
  timerJob('sweep-leases', sweep),
  timerJob('probe-providers', async (ctx) => {
    await ctx.db.transaction(ctx, probeProviders);
    await refitAgents(ctx);
  }),
  timerJob('give-up-waiting', giveUpWaiting),
  timerJob('adapt-slots', adaptAllSlots),
  timerJob('drop-previews', async (ctx) => {
    await dropPreviews(ctx);
  }),
  endAgentLeases,
  compareSpotCheck,
  removeLeftoversJob,
];
