import { callContext, systemCaller } from '@effect-studio/kernel/context';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { readTenants } from '../persistence/tenants.ts';
import { GIVE_TURNS } from '../use-cases/call-next.ts';
import { giveTurns } from '../use-cases/give-turns.ts';

const MINUTE_MS = 60_000;

/** Looks who is next in the tenant of the run that freed a place or began to wait. */
export const giveTurnsNow: JobHandler = { kind: GIVE_TURNS, run: giveTurns };

/** Looks every minute in every tenant: a limit may have been raised, which no run tells. */
export const giveTurnsEverywhere: JobHandler = {
  kind: 'give-turns-everywhere',
  everyMs: MINUTE_MS,
  run: async (ctx) => {
    for (const tenantId of await readTenants(ctx)) {
      await giveTurns(callContext(ctx, { caller: systemCaller(tenantId), correlationId: ctx.correlationId }));
    }
  },
};
