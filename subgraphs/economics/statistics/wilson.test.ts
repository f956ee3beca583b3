import { describe, expect, it } from 'vitest';
import { wilsonInterval } from './wilson.ts';

describe('the Wilson interval', () => {
  it('matches the published interval for 3 of 10 at z 1.96 (0.1078 to 0.6032)', () => {
    expect(wilsonInterval(3, 10, 1.96).lower).toBeCloseTo(0.1078, 4);
    expect(wilsonInterval(3, 10, 1.96).upper).toBeCloseTo(0.6032, 4);
  });

  it('knows nothing without observations', () => {
    expect(wilsonInterval(0, 0, 1.96)).toEqual({ lower: 0, upper: 1 });
  });
});
