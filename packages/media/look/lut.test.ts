import { describe, expect, it } from 'vitest';
import { measureLutSlope, tabulateLut, toCubeText } from './lut.ts';

describe('3D LUT', () => {
  it('writes red fastest, then green, then blue', () => {
    const lines = toCubeText(tabulateLut(2, (red, green, blue) => [red, green, blue]))
      .trimEnd()
      .split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'LUT_3D_SIZE 2',
      '0.000000 0.000000 0.000000',
      '1.000000 0.000000 0.000000',
      '0.000000 1.000000 0.000000',
    ]);
    expect(lines).toHaveLength(9);
  });

  it('measures a slope of one on the identity and finds a reversed gradient', () => {
    const identity = measureLutSlope(tabulateLut(9, (red, green, blue) => [red, green, blue]));
    expect(identity.steepest).toBeCloseTo(1, 5);
    expect(identity.shallowest).toBeCloseTo(1, 5);
    expect(identity.reversals).toBe(0);
    expect(measureLutSlope(tabulateLut(9, (red) => [1 - red, 1 - red, 1 - red])).reversals).toBe(8);
  });

  it('refuses a size that no player takes', () => {
    expect(() => tabulateLut(1, () => [0, 0, 0])).toThrow(RangeError);
  });
});
