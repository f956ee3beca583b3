import { srgbToOklab } from '@effect-studio/media/look/oklab';
import { describe, expect, it } from 'vitest';
import { duotoneColours } from './duotone-colours.ts';

function paletteOf(...hexes: string[]) {
  return hexes.map((hex) => {
    const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    const [lightness, a, b] = srgbToOklab(channel(1), channel(3), channel(5));
    return { hex, lightness, a, b, weight: 1 / hexes.length };
  });
}

const hueDegrees = ([, a, b]: readonly number[]) => (Math.atan2(b!, a!) * 180) / Math.PI;

describe('inks of a duotone', () => {
  it('takes the shadow hue from dark colours and the highlight hue from light ones', () => {
    const palette = paletteOf('#101848', '#f0c070');
    const { shadow, highlight } = duotoneColours({ palette, toneZones: [], key: 0.5, offCurve: 0.003 });
    expect(hueDegrees(shadow)).toBeCloseTo(hueDegrees([0, palette[0]!.a, palette[0]!.b]), 6);
    expect(hueDegrees(highlight)).toBeCloseTo(hueDegrees([0, palette[1]!.a, palette[1]!.b]), 6);
    expect(shadow[0]).toBeLessThan(0.3);
    expect(highlight[0]).toBeGreaterThan(0.8);
  });

  it('keeps one hue for a sepia example but not for a colourful one', () => {
    const sepia = duotoneColours({
      palette: paletteOf('#3a2a18', '#d8b888'),
      toneZones: [],
      key: 0.5,
      offCurve: 0.003,
    });
    expect(Math.abs(hueDegrees(sepia.shadow) - hueDegrees(sepia.highlight))).toBeLessThan(20);
    const palette = paletteOf('#5a6631', '#9ab23c', '#c9d2e8');
    const meadow = duotoneColours({ palette, toneZones: [], key: 0.56, offCurve: 0.05 });
    expect(Math.abs(hueDegrees(meadow.shadow) - hueDegrees(meadow.highlight))).toBeGreaterThan(45);
  });

  it('chooses coloured inks for a grey example', () => {
    const { shadow, highlight } = duotoneColours({
      ...{ palette: paletteOf('#202020', '#d0d0d0'), toneZones: [], key: 0.5, offCurve: 0 },
    });
    for (const [, a, b] of [shadow, highlight]) expect(Math.hypot(a, b)).toBeGreaterThanOrEqual(0.049);
  });
});
