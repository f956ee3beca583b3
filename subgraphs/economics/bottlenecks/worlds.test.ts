import { describe, expect, it } from 'vitest';
import { fieldWorld } from './testing/field-world.ts';
import { scoreWorlds } from './testing/score-worlds.ts';
import { testWorld } from './testing/test-world.ts';
import { tuningWorld } from './testing/tuning-world.ts';

const worlds = (make: typeof testWorld, count: number) =>
  Array.from({ length: count }, (_, index) => make(`suite-${index}`, { hasFaults: true, days: 0 }));

describe('telling bottlenecks apart', () => {
  it('finds most of the faults of worlds that nothing was tuned on, and acts on none that is not there', () => {
    const judged = scoreWorlds(worlds(testWorld, 5));
    expect(judged.macroF1).toBeGreaterThanOrEqual(0.9);
    for (const { recall } of judged.classes) expect(recall).toBeGreaterThanOrEqual(0.8);
    expect(judged.falseActionsPerThousandHours).toBeLessThanOrEqual(1);
    // Arithmetic alone: ten seconds on a quiet machine, a minute and more on a busy one.
  }, 240_000);

  it('finds those of the worlds that it was tuned on', () => {
    const tuned = scoreWorlds(worlds(tuningWorld, 2));
    expect(tuned.macroF1).toBeGreaterThanOrEqual(0.9);
    expect(tuned.falseActions).toBe(0);
  });

  it('makes the same world of the same seed, and another of another', () => {
    const plan = { hasFaults: true, days: 0 };
    for (const make of [testWorld, fieldWorld]) {
      expect(make('a', plan).faults).toEqual(make('a', plan).faults);
      expect(make('a', plan).faults).not.toEqual(make('b', plan).faults);
    }
  });
});
