import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isInSrgbGamut,
  oklabToRgb24,
  oklabToSrgb,
  reduceToSrgbGamut,
  rgb24ToOklab,
  srgbToOklab,
} from './oklab.ts';

const channel = fc.double({ min: 0, max: 1, noNaN: true });
const opponent = fc.double({ min: -0.5, max: 0.5, noNaN: true });

describe('OKLab', () => {
  it('gives the published coordinates of the primaries', () => {
    const rounded = (colour: readonly number[]) => colour.map((v) => Number(v.toFixed(3)));
    expect(rounded(srgbToOklab(1, 0, 0))).toEqual([0.628, 0.225, 0.126]);
    expect(rounded(srgbToOklab(0, 1, 0))).toEqual([0.866, -0.234, 0.179]);
    expect(rounded(srgbToOklab(0, 0, 1))).toEqual([0.452, -0.032, -0.312]);
    expect(srgbToOklab(1, 1, 1)[0]).toBeCloseTo(1, 6);
  });

  it('returns every sRGB colour to itself', () => {
    fc.assert(
      fc.property(channel, channel, channel, (red, green, blue) => {
        const back = oklabToSrgb(...srgbToOklab(red, green, blue));
        for (const [i, value] of [red, green, blue].entries()) expect(back[i]).toBeCloseTo(value, 4);
      }),
    );
  });

  it('brings any colour into gamut without changing its lightness or hue', () => {
    fc.assert(
      fc.property(channel, opponent, opponent, (lightness, a, b) => {
        const [toLightness, toA, toB] = reduceToSrgbGamut(lightness, a, b);
        expect(isInSrgbGamut(toLightness, toA, toB)).toBe(true);
        expect(toLightness).toBe(lightness);
        expect(toA * b - toB * a).toBeCloseTo(0, 9);
        expect(Math.hypot(toA, toB)).toBeLessThanOrEqual(Math.hypot(a, b) + 1e-12);
      }),
    );
  });

  it('converts a picture as it converts its pixels, and back to the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 30 }), (bytes) => {
        const picture = bytes.subarray(0, bytes.length - (bytes.length % 3));
        const oklab = rgb24ToOklab(picture);
        const [red, green, blue] = picture;
        const first = srgbToOklab(red! / 255, green! / 255, blue! / 255);
        for (const [i, value] of first.entries()) expect(oklab[i]).toBeCloseTo(value, 6);
        expect([...oklabToRgb24(oklab)]).toEqual([...picture]);
      }),
    );
  });
});
