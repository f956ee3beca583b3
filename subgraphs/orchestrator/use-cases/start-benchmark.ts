import type { Transaction } from '@effect-studio/kernel/database';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { BenchmarkRequested } from '@effect-studio/schema/events/economics';
import type { PayloadOf } from '@effect-studio/schema/events/envelope';
import { newRun } from '../domain/saga/run-saga.ts';
import { lockClips, readClips } from '../persistence/clips.ts';
import { lockRun } from '../persistence/run-repository.ts';
import { beginRun } from './begin-run.ts';

/**
 * Starts a run in which every eligible provider renders the same known input. It goes the way of all runs (analysis,
 * leases, judges) and ends COMPLETED; it costs nobody tokens. The same run is started once.
 */
export async function startBenchmark(
  tx: Transaction,
  wanted: PayloadOf<typeof BenchmarkRequested>,
): Promise<void> {
  if (await lockRun(tx, wanted.runId)) return;
  await lockClips(tx, [wanted.exampleVideoId, wanted.footageVideoId]);
  const clips = await readClips(tx, [wanted.exampleVideoId, wanted.footageVideoId]);
  const run = newRun({
    runId: wanted.runId,
    ownerId: SYSTEM_SUBJECT_ID,
    tenantId: tx.call.caller.tenantId,
    correlationId: tx.call.correlationId,
    wish: wanted.wish,
    exampleVideoId: wanted.exampleVideoId,
    footageVideoId: wanted.footageVideoId,
    quote: { amountTokens: 0, rateCardVersion: wanted.rateCardVersion },
    consentPublicPreview: false,
    budgetContext: 'benchmark',
    benchmark: { effectTypeId: wanted.effectTypeId },
    at: tx.now,
  });
  await beginRun(tx, {
    ...run,
    variants: [{ ...wanted.variant, effectTypeId: wanted.effectTypeId }],
    exampleKey: clips.get(wanted.exampleVideoId)?.proxyKey ?? null,
    footageKey: clips.get(wanted.footageVideoId)?.proxyKey ?? null,
  });
}
