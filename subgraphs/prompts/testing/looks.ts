import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import { styleDescriptor } from '@effect-studio/schema/media/style-descriptor';

const ramp = (count: number, of: (share: number) => number) =>
  Array.from({ length: count }, (_, i) => of(i / (count - 1)));

/** The descriptor of an ordinary clip in daylight, with other numbers where they are given. */
export function lookOf(numbers: Partial<StyleDescriptor> = {}): StyleDescriptor {
  const plain = {
    version: 1,
    ...{ key: 0.52, contrast: 0.55, saturation: 0.07, temperature: 0, tint: 0, cast: 0.01, offCurve: 0.04 },
    lightnessQuantiles: ramp(65, (share) => 0.2 + 0.6 * share),
    toneZones: ramp(5, (share) => share).map((lightness) => ({ lightness, a: 0, b: 0, weight: 0.2 })),
    chromaMean: [0, 0],
    chromaCovariance: [
      [0.002, 0],
      [0, 0.002],
    ],
    chromaQuantiles: { a: ramp(33, (share) => share - 0.5), b: ramp(33, (share) => share - 0.5) },
    palette: [
      { hex: '#6a7f93', lightness: 0.58, a: -0.01, b: -0.04, weight: 0.6 },
      { hex: '#c9b48a', lightness: 0.77, a: 0, b: 0.06, weight: 0.4 },
    ],
    vignette: 0,
    letterbox: { top: 0, bottom: 0, left: 0, right: 0 },
    ...{ flicker: 0.2, duplicates: 0, grain: 0.6, sharpness: 1, edgeHardness: 0.4, edgeStrength: 14 },
    ...{ flatness: 0.3, motionEnergy: 2, cutsPerMinute: 8 },
  };
  return styleDescriptor.parse({ ...plain, ...numbers });
}
