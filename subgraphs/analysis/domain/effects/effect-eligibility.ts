import { clamp, ramp } from '@effect-studio/media/statistics';
import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import type { DetectedEffect } from './detected-effects.ts';
import type { EffectName } from './style-taxonomy.ts';

type EligibleId =
  | 'look-match'
  | 'vintage-film'
  | 'duotone'
  | 'cartoon'
  | 'neon'
  | 'glitch'
  | 'dream'
  | 'noir'
  | 'slow-motion'
  | 'speed-ramp'
  | 'kaleidoscope';

/** An effect type that can reproduce the example's look. */
export interface EligibleEffectType {
  effectTypeId: EligibleId;
  confidence: number;
  reason: string;
}

/** Signs of old film and how much each contributes; none suffices alone. */
const FILM_SIGNS: Partial<Record<EffectName, { weight: number; words: string }>> = {
  sepia: { weight: 0.5, words: 'sepia tone' },
  'film-grain': { weight: 0.65, words: 'grain' },
  monochrome: { weight: 0.3, words: 'black and white' },
  flicker: { weight: 0.35, words: 'flicker' },
  vignette: { weight: 0.3, words: 'a vignette' },
  'low-frame-rate': { weight: 0.2, words: 'repeated frames' },
  'warm-grade': { weight: 0.2, words: 'warm colour' },
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

/** Effect types that answer one detected effect, and what is said then. */
const ANSWERS: readonly { effectTypeId: EligibleId; effect: EffectName; share: number; reason: string }[] = [
  {
    effectTypeId: 'cartoon',
    effect: 'cartoon',
    share: 0.95,
    reason: 'Flat areas in few tones under drawn edges.',
  },
  { effectTypeId: 'neon', effect: 'neon', share: 0.95, reason: 'Coloured light glows on a dark picture.' },
  {
    effectTypeId: 'glitch',
    effect: 'glitch',
    share: 0.95,
    reason: 'Colour channels are split or bands displaced.',
  },
  { effectTypeId: 'dream', effect: 'dream', share: 0.9, reason: 'Light bleeds over a soft picture.' },
  { effectTypeId: 'noir', effect: 'noir', share: 0.95, reason: 'Black and white at hard light.' },
  {
    effectTypeId: 'kaleidoscope',
    effect: 'kaleidoscope',
    share: 0.95,
    reason: 'The picture mirrors itself.',
  },
  {
    effectTypeId: 'slow-motion',
    effect: 'low-frame-rate',
    share: 0.6,
    reason: 'Frames repeat, as in slowed-down clips.',
  },
  { effectTypeId: 'speed-ramp', effect: 'speed-change', share: 0.9, reason: 'Motion rushes and lingers.' },
];
/** A made look that is likelier than not is what people mean by an example, before its colours. */
const plain = (confidence: number) => (confidence < 0.5 ? confidence : 0.75 + 0.25 * confidence);
/** What the example does not show can still be asked for: any footage takes it. */
const ON_REQUEST_CONFIDENCE = 0.1;
const ON_REQUEST = 'The example does not show it; it can be asked for.';

/**
 * Effect types for an example with this look, best first: those that it shows, with the reason, then the others, which
 * a wish may name. `look-match` is always among the first.
 */
export function eligibleEffectTypes(
  descriptor: StyleDescriptor,
  effects: readonly DetectedEffect[],
): EligibleEffectType[] {
  const confidenceOf = (name: EffectName) => effects.find(({ effect }) => effect === name)?.confidence ?? 0;
  const found: EligibleEffectType[] = [
    vintageFilm(effects),
    {
      effectTypeId: 'duotone',
      // A strong single tint is a duotone whose two colours share a hue.
      confidence: Math.max(0.95 * confidenceOf('duotone'), 0.5 * confidenceOf('sepia')),
      reason: 'Colour follows lightness along one ramp between two colours.',
    },
    ...ANSWERS.map(({ effectTypeId, effect, share, reason }) => ({
      effectTypeId,
      confidence: share * plain(confidenceOf(effect)),
      reason,
    })),
  ];
  const shown = found.map((type) =>
    type.confidence >= MIN_CONFIDENCE
      ? type
      : { ...type, confidence: ON_REQUEST_CONFIDENCE, reason: ON_REQUEST },
  );
  return [lookMatch(descriptor), ...shown].sort((one, other) => other.confidence - one.confidence);
}
