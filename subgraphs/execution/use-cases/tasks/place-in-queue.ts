import type { CallContext } from '@effect-studio/kernel/context';
import { loader } from '@effect-studio/kernel/graph/loaders';
import {
  COUNT_LIMIT,
  type ProviderRate,
  type QueuePlace,
  queuePlace,
  type WaitingTask,
} from '../../domain/queue-estimate.ts';
import { READ_OPEN_TASKS, READ_PLACES, READ_RATES } from '../../persistence/sql/queue-statements.ts';
import { asPlatform } from '../platform-call.ts';

/** Attempts that began so long ago tell how fast a provider works now. */
const LATELY_MS = 15 * 60_000;

/** Where a run of the caller's stands; null when none of its work waits for a machine, or it is not theirs to see. */
export function placeInQueue(ctx: CallContext, runId: string): Promise<QueuePlace | null> {
  return loader<string, QueuePlace>(ctx, 'execution-queue-places', (runIds) => readPlaces(ctx, runIds)).load(
    runId,
  );
}

async function readPlaces(ctx: CallContext, runIds: readonly string[]): Promise<Map<string, QueuePlace>> {
  const open = await ctx.db.transaction(ctx, (tx) => tx.rows<{ id: string }>(READ_OPEN_TASKS, [runIds]));
  if (open.length === 0) return new Map();
  const isGivenOut = ctx.flags.value('agents.lease', ctx.caller);
  // Those before them are of all people and tenants, of which only their number is told.
  const platform = asPlatform(ctx);
  return platform.db.transaction(platform, async (tx) => {
    const waiting = await tx.rows<PlaceRow>(READ_PLACES, [open.map(({ id }) => id), COUNT_LIMIT]);
    if (waiting.length === 0) return new Map();
    const providerIds = [...new Set(waiting.map((row) => row.provider_id))];
    const since = new Date(tx.now.getTime() - LATELY_MS);
    const rates = new Map<string, ProviderRate>(
      (
        await tx.rows<{ provider_id: string; leased: number; mean_ms: number | null }>(READ_RATES, [
          providerIds,
          since,
        ])
      ).map((row) => [row.provider_id, { leased: row.leased, meanMs: row.mean_ms }]),
    );
    const byRun = Map.groupBy(waiting, (row) => row.run_id);
    const places = new Map<string, QueuePlace>();
    for (const [runId, rows] of byRun) {
      const place = queuePlace(rows.map(isGivenOut ? toWaiting : toHeldBack), rates);
      if (place) places.set(runId, place);
    }
    return places;
  });
}

interface PlaceRow {
  run_id: string;
  provider_id: string;
  workflow_id: string;
  before: number;
  agents: number;
}

const toWaiting = (row: PlaceRow): WaitingTask => ({
  providerId: row.provider_id,
  workflowId: row.workflow_id,
  before: row.before,
  agents: row.agents,
});

/** Leasing is switched off: whatever machines there are, nobody begins it. */
const toHeldBack = (row: PlaceRow): WaitingTask => ({ ...toWaiting(row), agents: 0 });
