import { describe, expect, it } from 'vitest';
import {
  BLOCK_MS,
  DAY_MS,
  EVENTS,
  expectedRuns,
  type PlannedRun,
  planBlock,
  type WorldFrame,
} from './world-plan.ts';

const PROVIDERS = { fast: 'cpu-swift', balanced: 'cpu-studio', fine: 'cpu-atelier' } as const;
const frame: WorldFrame = {
  seed: 'test',
  origin: new Date('2026-01-01T00:00:00Z'),
  peopleCount: 60,
  workflows: ['cartoon', 'duotone'].flatMap((effectTypeId) =>
    (['fast', 'balanced', 'fine'] as const).map((variant) => ({
      workflowId: `${effectTypeId}-${variant}`,
      providerId: PROVIDERS[variant],
      effectTypeId,
      variant,
    })),
  ),
};
const days = (from: number, to: number): PlannedRun[] => {
  const runs: PlannedRun[] = [];
  for (let at = from * DAY_MS; at < to * DAY_MS; at += BLOCK_MS) {
    runs.push(...planBlock(frame, new Date(frame.origin.getTime() + at)));
  }
  return runs;
};
const failedShare = (runs: readonly PlannedRun[], providerId: string): number => {
  const attempts = runs.flatMap(({ legs }) =>
    legs.filter(({ workflow }) => workflow.providerId === providerId).flatMap((leg) => leg.attempts),
  );
  return attempts.filter(({ outcome }) => outcome === 'failed').length / attempts.length;
};

describe('the living world', () => {
  it('happens in the same way again, whichever block is asked for first', () => {
    const late = days(100, 101);
    expect(days(0, 1).length).toBeGreaterThan(3);
    expect(days(100, 101)).toEqual(late);
  });

  it('grows, rests on weekends and lives in the evening', () => {
    const at = (iso: string) => expectedRuns(frame, new Date(iso));
    expect(days(150, 180).length / days(0, 30).length).toBeGreaterThan(2.5);
    expect(at('2026-03-06T18:00:00Z') / at('2026-03-07T18:00:00Z')).toBeGreaterThan(1.4);
    expect(at('2026-03-06T18:00:00Z') / at('2026-03-06T06:00:00Z')).toBeGreaterThan(3);
  });

  it('has an outage of one provider on one day, and of no other', () => {
    const { day } = EVENTS.outage;
    expect(failedShare(days(day, day + 1), 'cpu-atelier')).toBeGreaterThan(0.1);
    expect(failedShare(days(day, day + 1), 'cpu-swift')).toBeLessThan(0.1);
    expect(failedShare(days(day + 1, day + 8), 'cpu-atelier')).toBeLessThan(0.06);
  });

  it('charges only runs with a winner, whose full-length render is there and judged', () => {
    for (const { legs, winner, refundedAt } of days(90, 100)) {
      if (winner === null) {
        expect(refundedAt).toBeNull();
        continue;
      }
      const finish = legs.at(-1)!;
      expect(finish).toMatchObject({ role: 'finish', workflow: legs[winner]!.workflow });
      expect(finish.attempts.at(-1)!.outcome).toBe('succeeded');
      expect(finish.qualityPpm).not.toBeNull();
      expect(legs[winner]!.role).not.toBe('shadow');
    }
  });
});
