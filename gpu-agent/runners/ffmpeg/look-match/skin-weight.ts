const SKIN_HUE_DEGREES = 50;
const HUE_WIDTH_DEGREES = 22;
const MIN_CHROMA = 0.02;
const FULL_CHROMA = 0.05;
const FADING_CHROMA = 0.14;
const MAX_CHROMA = 0.2;

/**
 * How much a colour looks like human skin, 0–1. Skin of every tone lies in one narrow band of OKLab
 * hue around 50° and differs in lightness; the eye forgives a green wall, never a green face.
 */
export function skinWeight(lightness: number, a: number, b: number): number {
  const chroma = Math.hypot(a, b);
  if (chroma <= MIN_CHROMA || chroma >= MAX_CHROMA) return 0;
  const hueDegrees = (Math.atan2(b, a) * 180) / Math.PI;
  const hue = Math.exp(-(((hueDegrees - SKIN_HUE_DEGREES) / HUE_WIDTH_DEGREES) ** 2));
  return (
    hue *
    ramp(chroma, MIN_CHROMA, FULL_CHROMA) *
    ramp(chroma, MAX_CHROMA, FADING_CHROMA) *
    ramp(lightness, 0.2, 0.4)
  );
}

function ramp(value: number, zeroAt: number, oneAt: number): number {
  return Math.min(1, Math.max(0, (value - zeroAt) / (oneAt - zeroAt)));
}
