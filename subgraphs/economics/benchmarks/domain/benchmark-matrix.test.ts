import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOfCase, houseLibrary } from './benchmark-case.ts';
import { type BenchmarkAttempt, benchmarkMatrix } from './benchmark-matrix.ts';

const attempt = (fields: Partial<BenchmarkAttempt> = {}): BenchmarkAttempt => ({
  providerId: 'north',
  workflowId: 'duotone-north',
  effectTypeId: 'duotone',
  hasDelivered: true,
  quality: 0.8,
  busyMs: 1_000,
  queueWaitMs: 0,
  costNanoUsd: 100n,
  ...fields,
});

describe('the matrix of a benchmark', () => {
  it('has quality, time, cost and margin per provider and effect, best quality first', () => {
    const cells = benchmarkMatrix(
      [
        attempt({ quality: 0.7, costNanoUsd: 100n }),
        attempt({ quality: 0.9, costNanoUsd: 300n, busyMs: 3_000 }),
        attempt({ providerId: 'south', workflowId: 'duotone-south', quality: 0.85, costNanoUsd: 50n }),
      ],
      () => 1_000n,
    );
    expect(cells.map(({ providerId }) => providerId)).toEqual(['south', 'north']);
    expect(cells[1]).toMatchObject({
      sampleCount: 2,
      leastQuality: 0.7,
      greatestQuality: 0.9,
      busyMs: 2_000,
      costNanoUsd: 200n,
      margin: 0.8,
    });
    expect(cells[1]!.quality).toBeCloseTo(0.8, 12);
  });

  it('lets those that delivered carry what failed attempts cost, and judges no rejected output', () => {
    const [cell] = benchmarkMatrix(
      [attempt(), attempt({ hasDelivered: false, quality: null, costNanoUsd: 60n })],
      () => 1_000n,
    );
    expect(cell).toMatchObject({ attemptCount: 2, deliveredCount: 1, sampleCount: 1, costNanoUsd: 160n });
  });

  it('does not take an unpriced attempt for a free one', () => {
    const [cell] = benchmarkMatrix([attempt(), attempt({ costNanoUsd: null })], () => 1_000n);
    expect(cell).toMatchObject({ costNanoUsd: null, margin: null });
  });

  it('loses no attempt, whatever their order', () => {
    const arbitrary = fc.record({
      provider: fc.constantFrom('north', 'south', 'east'),
      effectTypeId: fc.constantFrom('duotone', 'cartoon'),
      hasDelivered: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(arbitrary), (given) => {
        const attempts = given.map(({ provider, effectTypeId, hasDelivered }) =>
          attempt({
            providerId: provider,
            workflowId: `${effectTypeId}-${provider}`,
            effectTypeId,
            hasDelivered,
          }),
        );
        const cells = benchmarkMatrix(attempts, () => 1_000n);
        expect(cells.reduce((sum, cell) => sum + cell.attemptCount, 0)).toBe(attempts.length);
        expect(benchmarkMatrix([...attempts].reverse(), () => 1_000n)).toEqual(cells);
      }),
    );
  });
});

describe('the library', () => {
  const clips = ['Dusk hills', 'Night street', 'Portrait light'].map((name, index) => ({
    name,
    videoId: `00000000-0000-7000-8000-00000000000${index}`,
  }));

  it('has every effect on every clip, and never a clip with its own look', () => {
    const library = houseLibrary(['duotone', 'cartoon'], clips);
    expect([...library.keys()]).toContain('duotone/night-street');
    expect(library.size).toBe(6);
    for (const { exampleVideoId, footageVideoId } of library.values()) {
      expect(exampleVideoId).not.toBe(footageVideoId);
    }
  });

  it('knows a changed case by its digest', () => {
    const [content] = houseLibrary(['duotone'], clips).values();
    expect(digestOfCase({ ...content! })).toBe(digestOfCase(content!));
    expect(digestOfCase({ ...content!, variantParameters: { strength: 1 } })).not.toBe(
      digestOfCase(content!),
    );
  });
});
