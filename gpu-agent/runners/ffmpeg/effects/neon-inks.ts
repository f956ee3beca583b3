import { type Oklab, oklabToSrgbInGamut, type Srgb } from '@effect-studio/media/look/oklab';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';

const LIGHTNESS = 0.72;
const CHROMA = 0.24;
const LEAST_CHROMA = 0.06;
const LEAST_SHARE = 0.03;
const LEAST_HUE_DISTANCE = Math.PI / 5;
/** Magenta, cyan and violet: the tubes that everybody knows. */
const HOUSE_HUES = [-0.2, -2.75, -1.15] as const;

/** Three glowing colours, sRGB 0–1: the example's most vivid hues, filled up with the house's own. */
export function neonInks(example: Pick<StyleDescriptor, 'palette'>): readonly [Srgb, Srgb, Srgb] {
  const own = example.palette
    .filter(({ a, b, weight }) => weight >= LEAST_SHARE && Math.hypot(a, b) >= LEAST_CHROMA)
    .toSorted((x, y) => Math.hypot(y.a, y.b) - Math.hypot(x.a, x.b))
    .map(({ a, b }) => Math.atan2(b, a));
  const hues: number[] = [];
  for (const hue of [...own, ...HOUSE_HUES]) {
    if (hues.every((chosen) => turnBetween(chosen, hue) >= LEAST_HUE_DISTANCE)) hues.push(hue);
  }
  return [tube(hues[0]!), tube(hues[1]!), tube(hues[2] ?? hues[0]! + Math.PI)];
}

const tube = (hue: number): Srgb => {
  const colour: Oklab = [LIGHTNESS, CHROMA * Math.cos(hue), CHROMA * Math.sin(hue)];
  return oklabToSrgbInGamut(...colour);
};

function turnBetween(one: number, other: number): number {
  const turn = Math.abs(one - other) % (2 * Math.PI);
  return Math.min(turn, 2 * Math.PI - turn);
}
