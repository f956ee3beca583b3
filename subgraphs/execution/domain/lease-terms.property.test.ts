import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaseTerms } from './lease-terms.ts';

describe('the terms of a lease (row 3)', () => {
  it('give eight times the work at least eight times the time', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 10, noNaN: true }), (workUnits) => {
        const [once, eightfold] = [leaseTerms(workUnits), leaseTerms(8 * workUnits)];
        // Both are rounded to whole milliseconds.
        expect(eightfold.hardCapMs).toBeGreaterThanOrEqual(8 * once.hardCapMs - 8);
      }),
    );
  });

  it('let a lease outlive several missed renewals and end long before its deadline', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 100_000, noNaN: true }), (workUnits) => {
        const { ttlMs, hardCapMs } = leaseTerms(workUnits);
        expect(ttlMs).toBeGreaterThanOrEqual(10_000);
        expect(ttlMs).toBeLessThanOrEqual(60_000);
        expect(hardCapMs).toBeGreaterThan(ttlMs);
      }),
    );
  });
});
