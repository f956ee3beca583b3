import { describe, expect, it } from 'vitest';
import { normalQuantile } from './normal-quantile.ts';
import { normalTail } from './normal-tail.ts';

describe('the normal tail', () => {
  it('is the inverse of the quantile, far out as well', () => {
    for (const share of [0.9, 0.5, 0.2, 0.05, 1e-3, 1e-9, 1e-30, 1e-200]) {
      expect(normalTail(-normalQuantile(share)) / share).toBeCloseTo(1, 9);
    }
  });
});
