import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOTTLENECK_CLASSES, type BottleneckClass } from '../../bottlenecks/domain/bottleneck.ts';
import type { Bottleneck } from '../../bottlenecks/domain/stored-bottleneck.ts';
import { type ActionSituation, type AutoAction, judgeAction, planAction } from './action.ts';
import { ACTION_SETTINGS, isAutomatic } from './action-settings.ts';
import { type EffectFigures, readGuard } from './guard.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const bottleneck = (bottleneckClass: BottleneckClass, value: number): Bottleneck => ({
  id: 'b',
  bottleneckClass,
  subject: { kind: 'PROVIDER', id: 'amber' },
  tests: [
    { question: 'enough', value: 20, limit: 8, passed: true },
    { question: 'how bad', value, limit: 0, passed: true },
  ],
  affectedAttempts: 20,
  impactNanoUsdPerHour: null,
  impactKind: 'COST',
  ...{ runbook: 'x.md', suggestedAction: 'x', actionTaken: null, settingsVersion: 't' },
  ...{ openedAt: NOW, lastSeenAt: NOW, closedAt: null },
});
const situation: ActionSituation = {
  now: NOW,
  lastAppliedAt: null,
  reservedNanoUsd: 0n,
  sourceNanoUsdPerHour: 1_000_000_000n,
  costRatio: 1.5,
  hasTakers: true,
};

describe('planning an action', () => {
  it('never takes more than 30 %, never outspends the day, never acts twice in half an hour', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...BOTTLENECK_CLASSES),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.bigInt({ min: 0n, max: 10_000_000_000n }),
        fc.bigInt({ min: 0n, max: 10_000_000_000n }),
        fc.option(fc.double({ min: 0, max: 10, noNaN: true })),
        fc.option(fc.integer({ min: 0, max: 60 })),
        (kind, value, reservedNanoUsd, sourceNanoUsdPerHour, costRatio, minutesAgo) => {
          const lastAppliedAt = minutesAgo === null ? null : new Date(NOW.getTime() - minutesAgo * 60_000);
          const plan = planAction(
            bottleneck(kind, value),
            { ...situation, reservedNanoUsd, sourceNanoUsdPerHour, costRatio, lastAppliedAt },
            ACTION_SETTINGS,
          );
          if (plan.decision !== 'APPLY') return;
          expect(isAutomatic(kind)).toBe(true);
          expect(plan.share).toBeLessThanOrEqual(0.3);
          expect(reservedNanoUsd + plan.reservedNanoUsd).toBeLessThanOrEqual(
            ACTION_SETTINGS.budgetNanoUsdPerDay,
          );
          expect(minutesAgo === null || minutesAgo >= 30).toBe(true);
          expect(plan.expiresAt > NOW).toBe(true);
        },
      ),
    );
  });

  it('takes away what is too much: half as fast again is a third, held at 30 %', () => {
    const latency = bottleneck('PROVIDER_LATENCY_DEGRADATION', 1.25);
    expect(planAction(latency, situation, ACTION_SETTINGS)).toMatchObject({
      decision: 'APPLY',
      share: expect.closeTo(0.2, 9),
      // A dollar an hour, a fifth of it half as dear again, for two hours.
      reservedNanoUsd: 200_000_000n,
    });
  });

  it('leaves everything but slow and throttling providers to people, and says why it does not act', () => {
    expect(planAction(bottleneck('GPU_SATURATION', 0.95), situation, ACTION_SETTINGS)).toEqual({
      decision: 'SUGGEST',
    });
    const throttling = bottleneck('PROVIDER_API_THROTTLING', 0.2);
    expect(planAction(throttling, { ...situation, hasTakers: false }, ACTION_SETTINGS).decision).toBe(
      'REFUSE',
    );
    expect(
      planAction(
        throttling,
        { ...situation, reservedNanoUsd: ACTION_SETTINGS.budgetNanoUsdPerDay },
        ACTION_SETTINGS,
      ),
    ).toMatchObject({ decision: 'REFUSE', reason: expect.stringContaining('budget') });
  });
});

const figures = (isSource: boolean, fields: Partial<EffectFigures>): EffectFigures => ({
  effectTypeId: 'grade',
  isSource,
  attempts: 20,
  workMs: 60_000,
  milliUnits: 20_000,
  costNanoUsd: 1_000,
  isPriced: true,
  ...fields,
});
const action: AutoAction = {
  ...{ id: 'a', bottleneckId: 'b', kind: 'WEIGHT_SHIFT', providerId: 'amber', share: 0.3, state: 'APPLIED' },
  reservedNanoUsd: 0n,
  inverse: { kind: 'RESTORE_WEIGHT', providerId: 'amber', share: 0.3 },
  settingsVersion: 't',
  appliedAt: NOW,
  expiresAt: new Date(NOW.getTime() + 3_600_000),
  ...{ guard: null, end: null },
};
const judge = (list: readonly EffectFigures[], fields: { now?: Date; isConfirmed?: boolean } = {}) =>
  judgeAction(action, readGuard(list, 8), { now: NOW, isConfirmed: true, ...fields }, ACTION_SETTINGS);

describe('the guard of an action', () => {
  it('undoes it when the work takes longer, or costs more, where it was moved to', () => {
    expect(judge([figures(true, {}), figures(false, { workMs: 90_000 })])).toMatchObject({
      why: 'GUARD_WORSENED',
    });
    expect(judge([figures(true, {}), figures(false, { costNanoUsd: 1_200 })])).toMatchObject({
      why: 'GUARD_WORSENED',
    });
    // Failures deliver nothing and take time all the same.
    expect(judge([figures(true, {}), figures(false, { milliUnits: 10_000 })])).toMatchObject({
      why: 'GUARD_WORSENED',
    });
  });

  it('does not hold it against the action that the provider gets even worse', () => {
    expect(judge([figures(true, { workMs: 600_000, costNanoUsd: 10_000 }), figures(false, {})])).toBeNull();
    expect(judge([figures(true, { milliUnits: 0 }), figures(false, {})])).toBeNull();
  });

  it('waits until both sides have done enough, and compares like with like', () => {
    expect(judge([figures(true, { attempts: 7 }), figures(false, { workMs: 900_000 })])).toBeNull();
    const other = figures(false, { effectTypeId: 'grain', workMs: 900_000 });
    expect(judge([figures(true, {}), figures(false, {}), other])).toBeNull();
  });

  it('ends it when its time is over or the bottleneck is not found any more', () => {
    const fine = [figures(true, {}), figures(false, {})];
    expect(judge(fine, { isConfirmed: false })).toMatchObject({ why: 'NOT_CONFIRMED' });
    expect(judge(fine, { now: action.expiresAt })).toMatchObject({ why: 'EXPIRED' });
    expect(judge(fine)).toBeNull();
  });
});
