import { clamp, ramp } from '@effect-studio/media/statistics';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import type { DetectedEffect, EffectName } from './detected-effects.ts';

/** An effect type that can reproduce the example's look. */
export interface EligibleEffectType {
  effectTypeId: 'look-match' | 'vintage-film' | 'duotone' | 'cartoon';
  confidence: number;
  reason: string;
}

/** Signs of old film and how much each contributes; none suffices alone. */
const FILM_SIGNS: Partial<Record<EffectName, { weight: number; words: string }>> = {
  sepia: { weight: 0.5, words: 'sepia tone' },
  'film-grain': { weight: 0.5, words: 'grain' },
  monochrome: { weight: 0.3, words: 'black and white' },
  flicker: { weight: 0.35, words: 'flicker' },
  vignette: { weight: 0.3, words: 'a vignette' },
  'low-frame-rate': { weight: 0.2, words: 'repeated frames' },
  'warm-grade': { weight: 0.1, words: 'warm colour' },
};
const MIN_CONFIDENCE = 0.3;

function vintageFilm(effects: readonly DetectedEffect[]): EligibleEffectType {
  const signs = effects.filter(({ effect }) => FILM_SIGNS[effect] !== undefined);
  const confidence = clamp(
    signs.reduce((sum, sign) => sum + sign.confidence * FILM_SIGNS[sign.effect]!.weight, 0),
    0,
    0.98,
  );
  const words = signs.map((sign) => FILM_SIGNS[sign.effect]!.words).join(', ');
  return { effectTypeId: 'vintage-film', confidence, reason: `Looks like old film: ${words}.` };
}

function lookMatch(d: StyleDescriptor): EligibleEffectType {
  const distinct = Math.max(
    ramp(d.cast, 0.01, 0.06),
    ramp(Math.abs(d.key - 0.55), 0.1, 0.3),
    ramp(Math.abs(d.contrast - 0.6), 0.1, 0.3),
    ramp(d.saturation, 0.08, 0.14),
  );
  const reason =
    distinct > 0.4
      ? 'Tone and colour have a character of their own, which transfers to any footage.'
      : 'Tone and colour can be matched on any footage; this look is close to neutral.';
  return { effectTypeId: 'look-match', confidence: 0.55 + 0.25 * distinct, reason };
}

/** Effect types worth trying for an example with this look, best first; `look-match` is always among them. */
export function eligibleEffectTypes(
  descriptor: StyleDescriptor,
  effects: readonly DetectedEffect[],
): EligibleEffectType[] {
  const confidenceOf = (name: EffectName) => effects.find(({ effect }) => effect === name)?.confidence ?? 0;
  const optional: EligibleEffectType[] = [
    vintageFilm(effects),
    {
      effectTypeId: 'duotone',
      // A strong single tint is a duotone whose two colours share a hue.
      confidence: Math.max(0.95 * confidenceOf('duotone'), 0.5 * confidenceOf('sepia')),
      reason: 'Colour follows lightness along one ramp between two colours.',
    },
    {
      effectTypeId: 'cartoon',
      confidence: 0.95 * confidenceOf('cartoon'),
      reason: 'Hard outlines around clean, flat areas, as if drawn.',
    },
  ];
  return [lookMatch(descriptor), ...optional.filter(({ confidence }) => confidence >= MIN_CONFIDENCE)].sort(
    (one, other) => other.confidence - one.confidence,
  );
}
