import { type Lut3d, type LutSlope, measureLutSlope } from '@effect-studio/media/look/lut';
import { oklabToSrgbInGamut, srgbToOklab } from '@effect-studio/media/look/oklab';
import { fitLookMap, type LookStatistics } from './look-map.ts';
import { skinWeight } from './skin-weight.ts';
import { smoothField } from './smooth-field.ts';

/** How far to go, each 0–1. */
export interface LookStrength {
  /** Of the change of lightness. */
  readonly tone: number;
  /** Of the change of colour. */
  readonly colour: number;
  /** How much of the colour change is withheld from skin. */
  readonly skinProtection: number;
}

export interface LookMatchLut {
  readonly lut: Lut3d;
  readonly slope: LutSlope;
  /** Tone strength in the finished table; below the one asked for where the table was too steep. */
  readonly toneStrength: number;
}

const MAX_LUT_SLOPE = 3;
const STEEPNESS_ATTEMPTS = 5;
const TONE_BACKOFF = 0.8;
const SKIN_TONE_SHARE = 0.35;
const MONOCHROME_OFF_CURVE = 0.005;
const COLOURFUL_OFF_CURVE = 0.012;

/**
 * The table that gives footage the look of an example. Displacements, not colours, are smoothed, so
 * that where nothing changes nothing is blurred; tone strength backs off until the grey axis is
 * nowhere steeper than 3.
 * @param size grid points per axis, 2–129
 */
export function buildLookMatchLut(
  footage: LookStatistics,
  example: LookStatistics,
  strength: LookStrength,
  size: number,
): LookMatchLut {
  const grid = oklabGrid(size);
  const field = smoothField(displacements(grid, footage, example, strength), size);
  let toneStrength = strength.tone;
  let lut = applyDisplacement(grid, field, size, 1);
  for (let attempt = 0; attempt < STEEPNESS_ATTEMPTS; attempt++) {
    if (measureLutSlope(lut).steepest <= MAX_LUT_SLOPE) break;
    toneStrength *= TONE_BACKOFF;
    lut = applyDisplacement(grid, field, size, toneStrength / strength.tone);
  }
  return { lut, slope: measureLutSlope(lut), toneStrength };
}

function oklabGrid(size: number): Float32Array {
  const grid = new Float32Array(size ** 3 * 3);
  const level = (index: number) => index / (size - 1);
  for (let point = 0; point < size ** 3; point++) {
    const red = level(point % size);
    const green = level(Math.floor(point / size) % size);
    const blue = level(Math.floor(point / size ** 2));
    grid.set(srgbToOklab(red, green, blue), 3 * point);
  }
  return grid;
}

function displacements(
  grid: Float32Array,
  footage: LookStatistics,
  example: LookStatistics,
  strength: LookStrength,
): Float32Array {
  const map = fitLookMap(footage, example);
  const protection = strength.skinProtection * fullColour(example);
  const field = new Float32Array(grid.length);
  for (let i = 0; i < grid.length; i += 3) {
    const [lightness, a, b] = [grid[i]!, grid[i + 1]!, grid[i + 2]!];
    const [toLightness, toA, toB] = map([lightness, a, b]);
    const skin = protection * skinWeight(lightness, a, b);
    const colour = strength.colour * (1 - skin);
    field[i] = strength.tone * (1 - SKIN_TONE_SHARE * skin) * (toLightness - lightness);
    field[i + 1] = colour * (toA - a);
    field[i + 2] = colour * (toB - b);
  }
  return field;
}

/**
 * Whether the example shows more than one colour per lightness, 0–1. In black and white or sepia
 * skin is toned like everything else; spared, it would look painted by hand.
 */
function fullColour({ offCurve }: LookStatistics): number {
  return Math.min(
    1,
    Math.max(0, (offCurve - MONOCHROME_OFF_CURVE) / (COLOURFUL_OFF_CURVE - MONOCHROME_OFF_CURVE)),
  );
}

function applyDisplacement(grid: Float32Array, field: Float32Array, size: number, toneShare: number): Lut3d {
  const samples = new Float32Array(grid.length);
  for (let i = 0; i < grid.length; i += 3) {
    const lightness = grid[i]! + toneShare * field[i]!;
    samples.set(oklabToSrgbInGamut(lightness, grid[i + 1]! + field[i + 1]!, grid[i + 2]! + field[i + 2]!), i);
  }
  return { size, samples };
}
