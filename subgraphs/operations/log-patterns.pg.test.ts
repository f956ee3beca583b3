import { callContext, systemCaller } from '@effect-studio/kernel/context';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import operations from './subgraph.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([operations]);
});
afterAll(() => studio.close());

describe('the patterns of the action log', () => {
  it('are counted over the hour that was closed last, by module, severity and kind', async () => {
    const ctx = callContext(studio.call('operations'), { caller: systemCaller() });
    const entry = {
      eventType: 'LEASE_EXPIRED',
      correlationId: null,
      message: 'A lease ran out.',
      economicImpact: { type: 'STABILITY', estimatedCostNanoUsd: null, affectedJobs: 1 },
      operatorAction: {
        classification: 'LEASE',
        urgency: 'MONITOR',
        suggestedAction: 'Nothing.',
        autoActionTaken: null,
        escalationChain: [],
        runbook: 'stuck-run.md',
      },
    } as const;
    await ctx.actionLog.warn(entry);
    studio.clock.advance(50 * 60_000);
    await ctx.actionLog.warn(entry);
    await ctx.actionLog.critical({ ...entry, eventType: 'RUN_STUCK' });
    studio.clock.advance(15 * 60_000);
    await ctx.db.transaction(ctx, (tx) =>
      tx.schedule({ kind: 'count-log-patterns', dedupeKey: 'test', payload: {} }),
    );
    await studio.runJobs('operations');
    const [counted] = await studio.written('LogPatternsCounted.v1');
    expect(counted!.payload).toMatchObject({
      windowStart: '2026-01-01T00:00:00.000Z',
      windowEnd: '2026-01-01T01:00:00.000Z',
      patterns: [
        { pattern: 'operations CRITICAL RUN_STUCK', count: 1 },
        { pattern: 'operations WARN LEASE_EXPIRED', count: 2 },
      ],
    });
  });
});
