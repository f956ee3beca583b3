import { type Oklab, oklabToSrgbInGamut, srgbToOklab } from '@effect-studio/media/look/oklab';

/** OKLab of `#rrggbb`. */
export function hexToOklab(hex: string): Oklab {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return srgbToOklab(channel(1), channel(3), channel(5));
}

/** `#rrggbb` of an OKLab colour, in gamut. */
export function oklabToHex(colour: Oklab): string {
  return `#${oklabToSrgbInGamut(...colour)
    .map((channel) =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
