import type { Srgb } from './oklab.ts';

/**
 * A three-dimensional colour table over gamma-encoded sRGB.
 * `samples` holds `size³` RGB triples, red varying fastest, then green, then blue: the order of a
 * `.cube` file. Values are 0–1.
 */
export interface Lut3d {
  readonly size: number;
  readonly samples: Float32Array;
}

/** How steep and how monotone the grey axis of a table is. A slope of 1 is the identity. */
export interface LutSlope {
  readonly steepest: number;
  readonly shallowest: number;
  /** Steps along the grey axis where the picture would get darker as the input gets lighter. */
  readonly reversals: number;
}

const REC709_LUMA = [0.2126, 0.7152, 0.0722] as const;
const REVERSAL_SLOPE = -0.01;

/**
 * Tabulates a colour mapping.
 * @param size grid points per axis, 2–129 (33 is customary)
 */
export function tabulateLut(size: number, map: (red: number, green: number, blue: number) => Srgb): Lut3d {
  if (!Number.isInteger(size) || size < 2 || size > 129)
    throw new RangeError(`LUT size ${size} is not 2–129`);
  const samples = new Float32Array(size ** 3 * 3);
  let at = 0;
  for (let blue = 0; blue < size; blue++) {
    for (let green = 0; green < size; green++) {
      for (let red = 0; red < size; red++, at += 3) {
        samples.set(map(red / (size - 1), green / (size - 1), blue / (size - 1)), at);
      }
    }
  }
  return { size, samples };
}

/** The table as the text of a `.cube` file (Adobe, Cube LUT Specification 1.0). */
export function toCubeText(lut: Lut3d): string {
  const lines = [`LUT_3D_SIZE ${lut.size}`];
  for (let i = 0; i < lut.samples.length; i += 3) {
    lines.push(
      `${lut.samples[i]!.toFixed(6)} ${lut.samples[i + 1]!.toFixed(6)} ${lut.samples[i + 2]!.toFixed(6)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Slope of output luma over input along the grey axis. A steep table amplifies noise and bands
 * smooth skies; a reversal turns a gradient around.
 */
export function measureLutSlope(lut: Lut3d): LutSlope {
  const { size, samples } = lut;
  const greyStride = 3 * (1 + size + size * size);
  const lumaAt = (step: number) =>
    REC709_LUMA.reduce((sum, weight, channel) => sum + weight * samples[step * greyStride + channel]!, 0);
  let steepest = Number.NEGATIVE_INFINITY;
  let shallowest = Number.POSITIVE_INFINITY;
  let reversals = 0;
  for (let step = 1; step < size; step++) {
    const slope = (lumaAt(step) - lumaAt(step - 1)) * (size - 1);
    steepest = Math.max(steepest, slope);
    shallowest = Math.min(shallowest, slope);
    if (slope < REVERSAL_SLOPE) reversals++;
  }
  return { steepest, shallowest, reversals };
}
