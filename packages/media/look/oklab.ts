/**
 * OKLab, a perceptual colour space: lightness 0–1 and two opponent axes (`a` green to red, `b` blue
 * to yellow), roughly −0.4…0.4 inside sRGB. Source: Björn Ottosson, "A perceptual color space for
 * image processing" (2020, https://bottosson.github.io/posts/oklab/), matrices of 2021-01-25.
 */
export type Oklab = readonly [lightness: number, a: number, b: number];

/** Gamma-encoded sRGB (IEC 61966-2-1), each channel 0–1. */
export type Srgb = readonly [red: number, green: number, blue: number];

const GAMUT_TOLERANCE = 1e-4;
const GAMUT_BISECTIONS = 12;

/** Linear light of one gamma-encoded sRGB channel, both 0–1. */
export function srgbToLinear(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}

/** Gamma-encoded sRGB of one linear channel. Not clamped: below 0 the linear foot is continued. */
export function linearToSrgb(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** OKLab of a linear-light sRGB colour. */
export function linearSrgbToOklab(red: number, green: number, blue: number): Oklab {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Linear-light sRGB of an OKLab colour; channels leave 0–1 where the colour is outside sRGB. */
export function oklabToLinearSrgb(lightness: number, a: number, b: number): Srgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** OKLab of a gamma-encoded sRGB colour, channels 0–1. */
export function srgbToOklab(red: number, green: number, blue: number): Oklab {
  return linearSrgbToOklab(srgbToLinear(red), srgbToLinear(green), srgbToLinear(blue));
}

/** Gamma-encoded sRGB of an OKLab colour, each channel clipped to 0–1. See {@link oklabToSrgbInGamut}. */
export function oklabToSrgb(lightness: number, a: number, b: number): Srgb {
  const [red, green, blue] = oklabToLinearSrgb(lightness, a, b);
  return [encodeClipped(red), encodeClipped(green), encodeClipped(blue)];
}

/** Whether sRGB can show the colour, within 1e-4 of linear light. */
export function isInSrgbGamut(lightness: number, a: number, b: number): boolean {
  return oklabToLinearSrgb(lightness, a, b).every((v) => v >= -GAMUT_TOLERANCE && v <= 1 + GAMUT_TOLERANCE);
}

/**
 * The nearest showable colour of the same lightness and hue: chroma is reduced by bisection until
 * sRGB can show it, so that a saturated colour pales instead of changing hue as clipping makes it do.
 */
export function reduceToSrgbGamut(lightness: number, a: number, b: number): Oklab {
  const level = Math.min(1, Math.max(0, lightness));
  if (isInSrgbGamut(level, a, b)) return [level, a, b];
  let inside = 0;
  let outside = 1;
  for (let step = 0; step < GAMUT_BISECTIONS; step++) {
    const middle = (inside + outside) / 2;
    if (isInSrgbGamut(level, a * middle, b * middle)) inside = middle;
    else outside = middle;
  }
  return [level, a * inside, b * inside];
}

/** Gamma-encoded sRGB of an OKLab colour, brought into gamut by reducing chroma first. */
export function oklabToSrgbInGamut(lightness: number, a: number, b: number): Srgb {
  return oklabToSrgb(...reduceToSrgbGamut(lightness, a, b));
}

/**
 * OKLab of packed 8-bit RGB pixels, three floats per pixel in the same order.
 * @param rgb24 whole pixels of gamma-encoded sRGB, three bytes each
 * @param into filled and answered when given; at least as long as `rgb24`
 */
export function rgb24ToOklab(rgb24: Uint8Array, into = new Float32Array(rgb24.length)): Float32Array {
  const end = rgb24.length - (rgb24.length % 3);
  for (let i = 0; i < end; i += 3) {
    const red = LINEAR_OF_BYTE[rgb24[i]!]!;
    const green = LINEAR_OF_BYTE[rgb24[i + 1]!]!;
    const blue = LINEAR_OF_BYTE[rgb24[i + 2]!]!;
    const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    into[i] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
    into[i + 1] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    into[i + 2] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  }
  return into;
}

/** Packed 8-bit sRGB of OKLab triples, brought into gamut by reducing chroma. */
export function oklabToRgb24(oklab: Float32Array, into = new Uint8Array(oklab.length)): Uint8Array {
  const end = oklab.length - (oklab.length % 3);
  for (let i = 0; i < end; i += 3) {
    const [red, green, blue] = oklabToSrgbInGamut(oklab[i]!, oklab[i + 1]!, oklab[i + 2]!);
    into[i] = Math.round(red * 255);
    into[i + 1] = Math.round(green * 255);
    into[i + 2] = Math.round(blue * 255);
  }
  return into;
}

const LINEAR_OF_BYTE = Float64Array.from({ length: 256 }, (_, byte) => srgbToLinear(byte / 255));

function encodeClipped(linear: number): number {
  return linearToSrgb(Math.min(1, Math.max(0, linear)));
}
