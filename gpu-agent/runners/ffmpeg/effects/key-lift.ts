import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';

const WORKING_KEY = 0.46;
const LEAST_EXPONENT = 0.6;
const SHADOW_RANK = 1;
const HIGHLIGHT_RANK = 63;

/**
 * Brings a clip's lightness to where stylised curves expect it: stretched to 0–1 between its near
 * extremes, then lifted by a power so that a dark clip's median comes near the middle. Bright clips
 * are not darkened.
 * @param share how much of the correction to apply, 0–1
 * @returns lightness 0–1 to lightness 0–1, increasing
 */
export function liftToWorkingKey(
  footage: Pick<StyleDescriptor, 'lightnessQuantiles' | 'key'>,
  share: number,
): (lightness: number) => number {
  const dark = footage.lightnessQuantiles[SHADOW_RANK] ?? 0;
  // A clip without contrast is not stretched into noise.
  const light = Math.max(dark + 0.45, footage.lightnessQuantiles[HIGHLIGHT_RANK] ?? 1);
  const stretch = (lightness: number) => Math.min(1, Math.max(0, (lightness - dark) / (light - dark)));
  const key = Math.min(0.95, Math.max(0.02, stretch(footage.key)));
  const exponent = Math.min(1, Math.max(LEAST_EXPONENT, Math.log(WORKING_KEY) / Math.log(key)));
  return (lightness) => {
    const level = Math.min(1, Math.max(0, lightness));
    return level + share * (stretch(level) ** exponent - level);
  };
}
