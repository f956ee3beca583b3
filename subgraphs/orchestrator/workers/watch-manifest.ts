import type { ContextServices } from '@effect-studio/kernel/context';
import type { JobHandler } from '@effect-studio/kernel/jobs/job-handler';
import { currentManifest, isStaleAt } from '../messaging/manifest-source.ts';

/** The silent manifest that the operator was told of, per process. */
const told = new WeakMap<ContextServices['redis'], Date>();

/** Looks every 15 minutes whether economics still speaks, and tells the operator once when it does not. */
export const watchManifest: JobHandler = {
  kind: 'watch-manifest',
  everyMs: 15 * 60_000,
  run: async (ctx) => {
    const manifest = currentManifest(ctx);
    if (!manifest || !isStaleAt(manifest, ctx.clock.now())) return;
    if (told.get(ctx.redis)?.getTime() === manifest.checkedAt.getTime()) return;
    told.set(ctx.redis, manifest.checkedAt);
    await ctx.actionLog.warn({
      eventType: 'MANIFEST_STALE',
      correlationId: null,
      message: `Economics has not confirmed the routing manifest since ${manifest.checkedAt.toISOString()}; runs are routed by version ${manifest.version}.`,
      economicImpact: { type: 'QUALITY_DEGRADATION', estimatedCostNanoUsd: null, affectedJobs: 0 },
      operatorAction: {
        classification: 'MANIFEST_STALE',
        urgency: 'ACT_TODAY',
        suggestedAction:
          'See whether the workers of economics run and whether its jobs or events are in dead letters.',
        autoActionTaken:
          'Routing goes on by the last manifest; exploration, probes and A/B runs are stopped.',
        escalationChain: ['operator_monitor', 'admin_alert'],
        runbook: 'stale-manifest.md',
      },
    });
  },
};
