import { type Lut3d, tabulateLut } from '@effect-studio/media/look/lut';
import { oklabToSrgbInGamut, srgbToOklab } from '@effect-studio/media/look/oklab';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { liftToWorkingKey } from './key-lift.ts';

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

const LIFT_SHARE = 0.55;
const PAPER_WHITE = 0.94;
const SHADOW_TINT = { a: 0.012, b: -0.02 };
const HIGHLIGHT_TINT = { a: 0.008, b: 0.056 };

/** What age did to the film; read from the example where it shows, else a well-kept home movie. */
export interface FilmAge {
  /** Lightness of the deepest black, 0.13–0.24. */
  readonly black: number;
  /** Share of chroma left, 0.42–0.72. */
  readonly saturation: number;
  /** Added to OKLab `b` throughout, −0.005–0.03. */
  readonly warmth: number;
}

export function filmAge(example: StyleDescriptor, footage: StyleDescriptor): FilmAge {
  return {
    black: clamp(example.lightnessQuantiles[1] ?? 0, 0.13, 0.24),
    saturation: clamp(example.saturation / Math.max(0.02, footage.saturation), 0.42, 0.72),
    warmth: clamp(0.008 + 0.35 * (example.temperature - footage.temperature), -0.005, 0.03),
  };
}

/**
 * Faded print film: blacks lifted and cold, whites held back and creamy, a soft shoulder between,
 * dyes partly gone. Dark footage is lifted first, or the curve would crush it.
 * @param size grid points per axis
 */
export function vintageTone(footage: StyleDescriptor, age: FilmAge, size: number): Lut3d {
  const lift = liftToWorkingKey(footage, LIFT_SHARE);
  return tabulateLut(size, (red, green, blue) => {
    const [lightness, a, b] = srgbToOklab(red, green, blue);
    const level = softShoulder(lift(lightness));
    const tint = (axis: 'a' | 'b') => SHADOW_TINT[axis] + level * (HIGHLIGHT_TINT[axis] - SHADOW_TINT[axis]);
    return oklabToSrgbInGamut(
      age.black + level * (PAPER_WHITE - age.black),
      age.saturation * a + tint('a'),
      age.saturation * b + tint('b') + age.warmth,
    );
  });
}

/** Gentle S: a third of smoothstep, mixed with the straight line. */
function softShoulder(level: number): number {
  return level + 0.33 * (level * level * (3 - 2 * level) - level);
}
