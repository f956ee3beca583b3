import { type EffectParameters, effectParameters } from '@effect-studio/schema/media/effect-parameters';
import type { JsonObject } from '../json-value.ts';
import { filterNumber } from './filter-text.ts';

/** ffmpeg's filters behind wishes, for the health check. */
export const WISH_FILTERS: readonly string[] = ['split', 'blend', 'eq', 'colorbalance'];

/** The wishes of a prompt that can be followed; a key that does not fit is left aside, never an error. */
export function readWish(parameters: JsonObject): EffectParameters {
  const fitting = Object.entries(parameters).filter(
    ([key, value]) =>
      key in effectParameters.shape && effectParameters.partial().safeParse({ [key]: value }).success,
  );
  return effectParameters.parse(Object.fromEntries(fitting));
}

/**
 * Effect types that follow `strength` by themselves or not at all, because a double exposure of two paces or two
 * geometries is no weaker effect; the others are blended with the footage.
 */
const KNOWS_STRENGTH = new Set(['look-match', 'slow-motion', 'speed-ramp', 'kaleidoscope', 'neon']);

/**
 * Puts a plan between the pads `[footage]` and `[wished]` and adds what the person asked for on top of
 * the effect: less of it, and lighter, harder, more vivid or warmer pictures.
 */
export function graphWithWishes(planGraph: string, effectTypeId: string, wish: EffectParameters): string {
  const strength = KNOWS_STRENGTH.has(effectTypeId) ? 1 : (wish.strength ?? 1);
  const adjustments = adjustmentFilters(wish);
  const last = adjustments.length > 0 ? `,${adjustments.join(',')}` : '';
  if (strength >= 1) return `[footage]null[source];${planGraph};[styled]null${last}[wished]`;
  return [
    '[footage]split[source][original]',
    planGraph,
    '[styled]format=yuv420p[full]',
    '[original]format=yuv420p[none]',
    `[full][none]blend=all_mode=normal:all_opacity=${filterNumber(strength)}${last}[wished]`,
  ].join(';');
}

function adjustmentFilters(wish: EffectParameters): string[] {
  const { brightness = 0, contrast = 0, saturation = 0, warmth = 0 } = wish;
  const filters: string[] = [];
  if (brightness !== 0 || contrast !== 0 || saturation !== 0) {
    const terms = {
      brightness: 0.14 * brightness,
      contrast: 1 + 0.3 * contrast,
      saturation: 1 + 0.6 * saturation,
    };
    filters.push(
      'format=yuv420p',
      `eq=${Object.entries(terms)
        .map(([name, value]) => `${name}=${filterNumber(value)}`)
        .join(':')}`,
    );
  }
  if (warmth !== 0) {
    const shift = filterNumber(0.18 * warmth);
    const opposite = filterNumber(-0.18 * warmth);
    filters.push(
      'format=gbrp',
      `colorbalance=rm=${shift}:bm=${opposite}:rh=${filterNumber(0.08 * warmth)}:bh=${filterNumber(-0.08 * warmth)}`,
    );
  }
  return filters;
}
