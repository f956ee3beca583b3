export { escapeFilterValue } from '@effect-studio/media/ffmpeg/filter-value';

/** A number as filters want it: plain decimals, no exponent. */
export function filterNumber(value: number, digits = 4): string {
  return Number(value.toFixed(digits)).toString();
}
