import { newId } from '@effect-studio/kernel/ids';
import { LogPatternsCounted } from '@effect-studio/schema/events/operations';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import economics from '../subgraph.ts';

const STEP_MS = 15 * 60_000;
let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([economics]);
  const end = studio.clock.now().getTime();
  // A week of ordinary hours, as they would have been judged.
  for (let index = 1; index <= 200; index += 1) {
    const counts = {
      'execution WARN LEASE_EXPIRED': 1 + (index % 4),
      'quality WARN JUDGE_SLOW': 1 + (index % 3),
    };
    await studio.ownerPool.query(
      `insert into economics.log_window (tenant_id, window_end, counts, score, threshold, is_anomalous, settings_version, created_at)
       values ($1, $2, $3, $4, null, false, 'test', $2)`,
      [admin().tenantId, new Date(end - index * STEP_MS), counts, 0.45 + 0.0015 * (index % 100)],
    );
  }
});
afterAll(() => studio.close());

async function hour(counts: Record<string, number>): Promise<void> {
  const windowEnd = studio.clock.now();
  await studio.deliver('economics', LogPatternsCounted, 'action-log', {
    windowStart: new Date(windowEnd.getTime() - 3_600_000).toISOString(),
    windowEnd: windowEnd.toISOString(),
    patterns: Object.entries(counts).map(([pattern, count]) => ({ pattern, count })),
  });
  studio.clock.advance(STEP_MS);
}
const alerts = async () => {
  const document =
    '{ alerts { edges { node { signal detector severity humanReadableCause evidence closedAt } } } }';
  const { data } = await studio.execute<{ alerts: { edges: { node: { closedAt: string | null } }[] } }>(
    'economics',
    admin(),
    document,
  );
  return data!.alerts.edges.map(({ node }) => node);
};
const ORDINARY = { 'execution WARN LEASE_EXPIRED': 2, 'quality WARN JUDGE_SLOW': 2 };

describe('the action log', () => {
  it('raises one alert for an unusual hour, names what stands out, and ends it after four ordinary windows', async () => {
    await hour(ORDINARY);
    expect(await alerts()).toEqual([]);
    await hour({ ...ORDINARY, 'gallery CRITICAL PUBLISH_FAILED': 60 });
    await hour({ ...ORDINARY, 'gallery CRITICAL PUBLISH_FAILED': 70 });
    expect(await alerts()).toMatchObject([
      {
        signal: 'LOG_PATTERNS',
        detector: 'ISOLATION_FOREST',
        severity: 'CRITICAL',
        humanReadableCause: expect.stringContaining('gallery CRITICAL PUBLISH_FAILED 60 times'),
        evidence: { standouts: [{ pattern: 'gallery CRITICAL PUBLISH_FAILED', count: 60 }] },
        closedAt: null,
      },
    ]);
    for (let index = 0; index < 4; index += 1) await hour(ORDINARY);
    expect((await alerts()).map(({ closedAt }) => closedAt !== null)).toEqual([true]);
    const told = (await studio.written('EconomicAlert.v1')).map(({ payload }) => payload.phase);
    expect(told).toEqual(['OPENED', 'CLOSED']);
  });

  it('does not raise an alert about its own alert', async () => {
    await hour({ ...ORDINARY, 'economics CRITICAL ALERT_LOG_ANOMALY': 500, [`noise ${newId()}`]: 1 });
    expect((await alerts()).filter(({ closedAt }) => closedAt === null)).toEqual([]);
  });
});
