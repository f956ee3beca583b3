import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FLEET_ACTION_SETTINGS,
  type FleetSituation,
  type KnownFleet,
  planFleetAction,
} from './fleet-action.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const fleet: KnownFleet = {
  ...{ name: 'night', minAgents: 1, maxAgents: 3, isScaled: true },
  ...{ nanoUsdPerHour: 500_000_000n, budgetNanoUsdPerHour: 2_000_000_000n },
};
const situation: FleetSituation = {
  ...{ now: NOW, fleet, addedAgents: 0, lastAppliedAt: null, reservedNanoUsd: 0n },
};

describe('making a saturated fleet larger', () => {
  it('adds one machine for two hours and reserves what it costs', () => {
    expect(planFleetAction('GPU_SATURATION', situation)).toEqual({
      decision: 'APPLY',
      delta: 1,
      reservedNanoUsd: 1_000_000_000n,
      expiresAt: new Date('2026-03-01T14:00:00Z'),
    });
  });

  it('is left to people for all else, and where the studio does not start machines', () => {
    expect(planFleetAction('COLD_START_PENALTY', situation)).toEqual({ decision: 'SUGGEST' });
    expect(planFleetAction('GPU_SATURATION', { ...situation, fleet: null })).toEqual({ decision: 'SUGGEST' });
    const byHand = { ...fleet, isScaled: false };
    expect(planFleetAction('GPU_SATURATION', { ...situation, fleet: byHand })).toEqual({
      decision: 'SUGGEST',
    });
  });

  it('never goes beyond the fleet’s bounds, its budget, the day’s budget and the pause between two', () => {
    fc.assert(
      fc.property(
        fc.nat(10),
        fc.nat(10),
        fc.bigInt({ min: 0n, max: 10_000_000_000n }),
        fc.bigInt({ min: 0n, max: 20_000_000_000n }),
        fc.nat(12),
        fc.option(fc.nat(60)),
        fc.bigInt({ min: 0n, max: 8_000_000_000n }),
        (minAgents, more, nanoUsdPerHour, budgetNanoUsdPerHour, addedAgents, minutesAgo, reservedNanoUsd) => {
          const one = {
            ...fleet,
            minAgents,
            maxAgents: minAgents + more,
            nanoUsdPerHour,
            budgetNanoUsdPerHour,
          };
          const lastAppliedAt = minutesAgo === null ? null : new Date(NOW.getTime() - minutesAgo * 60_000);
          const plan = planFleetAction('GPU_SATURATION', {
            ...situation,
            ...{ fleet: one, addedAgents, lastAppliedAt, reservedNanoUsd },
          });
          if (plan.decision !== 'APPLY') return;
          const agents = minAgents + addedAgents + plan.delta;
          expect(agents).toBeLessThanOrEqual(one.maxAgents);
          expect(BigInt(agents) * nanoUsdPerHour).toBeLessThanOrEqual(budgetNanoUsdPerHour);
          expect(reservedNanoUsd + plan.reservedNanoUsd).toBeLessThanOrEqual(
            FLEET_ACTION_SETTINGS.budgetNanoUsdPerDay,
          );
          expect(minutesAgo === null || minutesAgo >= 30).toBe(true);
        },
      ),
    );
  });
});
