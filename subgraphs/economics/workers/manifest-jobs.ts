import { type ContextServices, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { settleTrials } from '../exploration/use-cases/trials.ts';
import { CYCLE_MS, cycleOf } from '../manifest/domain/policy.ts';
import { refreshObservations } from '../manifest/persistence/observations.ts';
import { MANIFEST_JOB, MANIFEST_TICK, requestManifest } from '../manifest/persistence/request-manifest.ts';
import { generateManifest, MEMORY_CYCLES } from '../manifest/use-cases/generate-manifest.ts';
import { publishManifest, restoreManifest } from '../manifest/use-cases/publish-manifest.ts';

const RESTORE_CHECK_MS = 10_000;
/** Makes the sums of a whole week again and sets itself for the next day. */
const OBSERVATION_REFRESH = 'refresh-observations';
const DAY_MS = 86_400_000;

function scheduleTick(tx: Transaction): Promise<void> {
  return tx.schedule({
    kind: MANIFEST_TICK,
    dedupeKey: MANIFEST_TICK,
    payload: {},
    dueAt: new Date(tx.now.getTime() + CYCLE_MS),
  });
}

/** Makes a manifest because something changed. */
export const manifestJob: JobHandler = {
  kind: MANIFEST_JOB,
  run: async (ctx, job) => {
    await ctx.db.transaction(ctx, async (tx) => {
      await generateManifest(tx, String(job.payload.cause));
      await job.complete(tx);
    });
    await publishManifest(ctx);
  },
};

/** Makes a manifest every 15 minutes and sets itself again, also after it failed for good. */
export const manifestTick: JobHandler = {
  kind: MANIFEST_TICK,
  run: async (ctx, job) => {
    await ctx.db.transaction(ctx, async (tx) => {
      await settleTrials(tx);
      await generateManifest(tx, 'schedule');
      // Ending this one first frees the key for the next.
      await job.complete(tx);
      await scheduleTick(tx);
    });
    await publishManifest(ctx);
  },
  onDead: (tx) => scheduleTick(tx),
};

function scheduleRefresh(tx: Transaction, dueAt: Date): Promise<void> {
  return tx.schedule({ kind: OBSERVATION_REFRESH, dedupeKey: OBSERVATION_REFRESH, payload: {}, dueAt });
}

/** Catches up with what came in later than manifests look back: invoices, late settlements, replays. */
export const observationRefresh: JobHandler = {
  kind: OBSERVATION_REFRESH,
  run: (ctx, job) =>
    ctx.db.transaction(ctx, async (tx) => {
      const nextCycle = cycleOf(new Date(tx.now.getTime() + CYCLE_MS));
      await refreshObservations(tx, new Date(nextCycle.getTime() - MEMORY_CYCLES * CYCLE_MS), nextCycle);
      await job.complete(tx);
      await scheduleRefresh(tx, new Date(tx.now.getTime() + DAY_MS));
    }),
  onDead: (tx) => scheduleRefresh(tx, new Date(tx.now.getTime() + DAY_MS)),
};

/** Asks for a manifest at boot, keeps the timer alive, and puts the manifest back whenever Redis lost it. */
export async function startManifestWorker(services: ContextServices): Promise<() => Promise<void>> {
  const call = () => callContext(services, { caller: systemCaller() });
  const ctx = call();
  await ctx.db.transaction(ctx, async (tx) => {
    await requestManifest(tx, 'boot');
    await scheduleTick(tx);
    await scheduleRefresh(tx, tx.now);
  });
  let checking: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    checking = restoreManifest(call()).catch((error: unknown) =>
      services.log.warn({ err: error }, 'the manifest in Redis could not be checked'),
    );
  }, RESTORE_CHECK_MS);
  return async () => {
    clearInterval(timer);
    await checking;
  };
}
