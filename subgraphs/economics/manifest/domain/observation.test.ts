import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evidenceOf, type Observation } from './observation.ts';
import { CYCLE_MS } from './policy.ts';

const cycles = fc.uniqueArray(fc.nat(600), { minLength: 2, maxLength: 40 });

const seenAt = (cycle: number): Observation => ({
  workflowId: 'w',
  providerId: 'p',
  effectTypeId: 'e',
  cycleStart: new Date(cycle * CYCLE_MS),
  attempts: 3,
  successes: 2 + (cycle % 5),
  failures: cycle % 3,
  rejections: 0,
  deliveredMilliUnits: 1_234 + cycle,
  deliveredBusyMs: 777 * cycle,
  costNanoUsd: 99_991 * cycle,
  judged: 2,
  qualityPpm: 1_234_567,
});

describe('evidence', () => {
  it('is the same to the last bit in whatever order the cycles come', () => {
    fc.assert(
      fc.property(
        cycles.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          const share = (seen: Observation) => 0.97 ** (600 - seen.cycleStart.getTime() / CYCLE_MS);
          expect(evidenceOf(shuffled.map(seenAt), share)).toEqual(evidenceOf(list.map(seenAt), share));
        },
      ),
    );
  });
});
