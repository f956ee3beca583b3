/** Raised whenever a label is added, dropped or defined anew; analyses pin it. */
export const STYLE_TAXONOMY_VERSION = 2;

/** Every effect that may be detected, with what is meant by it. */
export const EFFECT_TAXONOMY = {
  monochrome: 'no colour',
  sepia: 'one warm brown tint',
  duotone: 'colour follows lightness between two inks',
  cartoon: 'flat paint in few tones, or drawn edges',
  'film-grain': 'noise as of film',
  vignette: 'dark corners',
  letterbox: 'black bars above and below',
  flicker: 'unsteady exposure',
  'low-frame-rate': 'frames repeat: few pictures a second, or slowed down',
  'teal-and-orange': 'cold shadows and warm highlights',
  'warm-grade': 'warm throughout',
  'cool-grade': 'cool throughout',
  'soft-focus': 'no sharp edge anywhere',
  neon: 'coloured light on a dark picture',
  glitch: 'split channels or displaced bands',
  dream: 'bleeding light over a soft picture',
  noir: 'black and white at hard light',
  kaleidoscope: 'a picture that mirrors itself',
  'speed-change': 'motion that rushes and lingers',
} as const;

export type EffectName = keyof typeof EFFECT_TAXONOMY;

/** Words of the dominant style: tone, colour and texture, one each. */
export const STYLE_WORDS = {
  tone: ['low-key', 'high-key', 'high-contrast', 'flat', 'balanced'],
  colour: ['monochrome', 'sepia', 'duotone', 'teal-and-orange', 'vivid', 'muted', 'warm', 'cool', 'neutral'],
  texture: ['glitch', 'kaleidoscope', 'neon', 'dream', 'noir', 'drawing', 'film', 'soft video', 'video'],
} as const;

/** Raised whenever a subject is added, dropped or defined anew; readings pin it. */
export const SUBJECT_TAXONOMY_VERSION = 1;

/** What a model may see in a clip. */
export const SUBJECTS = [
  ...(['person', 'face', 'crowd', 'animal', 'food', 'plant', 'vehicle', 'building', 'interior'] as const),
  ...([
    'street',
    'landscape',
    'sky',
    'water',
    'night',
    'sport',
    'dance',
    'product',
    'text',
    'screen',
  ] as const),
] as const;
