import { type EffectParameters, effectParameters } from '@effect-studio/schema/media/effect-parameters';
import { colourWords } from './colour-words.ts';

/** How much a plain word moves a shift, and one with "slightly" or "very" before it. */
const PLAIN = 0.4;
const LITTLE = 0.2;
const MUCH = 0.8;

const LITTLE_WORDS = /^(slightly|little|bit|touch|somewhat|hint)$/;
const MUCH_WORDS = /^(very|much|really|extremely|far|super|way)$/;
const NEGATIONS = /^(not|no|without|less|never|don't|dont)$/;

type Shift = 'warmth' | 'brightness' | 'contrast' | 'saturation';

/** Words that move the picture, with their direction. */
const SHIFTS: readonly [RegExp, Shift, 1 | -1][] = [
  [/^(warm|warmer|golden|amber|sunny)$/, 'warmth', 1],
  [/^(cool|cooler|cold|colder|icy|bluish)$/, 'warmth', -1],
  [/^(bright|brighter|lighter|airy)$/, 'brightness', 1],
  [/^(dark|darker|moody|gloomy|dim|dimmer)$/, 'brightness', -1],
  [/^(contrasty|punchy|punchier|harder|crisp)$/, 'contrast', 1],
  [/^(flat|flatter|soft|softer|faded|washed)$/, 'contrast', -1],
  [/^(vivid|colourful|colorful|saturated|vibrant)$/, 'saturation', 1],
  [/^(pale|paler|muted|desaturated|bleached)$/, 'saturation', -1],
];

const SUBTLE =
  /\b(subtle|subtly|gentle|gently|light touch|a hint|mild|slight effect|not too (strong|much))\b/;
const STRONG = /\b(strong|strongly|bold|intense|heavy|dramatic|extreme|exactly|full)\b/;
const SKIN =
  /\b(keep|protect|preserve|natural)\b.{0,20}\b(skin|faces?)\b|\bskin\b.{0,20}\b(natural|as it is|unchanged)\b/;

/**
 * Reads what a wish asks for in the neutral vocabulary: deterministic, English, word by word. What it
 * does not understand it leaves to the effect.
 */
export function parseWish(wish: string): EffectParameters {
  const text = wish.normalize('NFKC').toLowerCase();
  const words = text.split(/[^\p{L}\p{N}']+/u).filter(Boolean);
  const found: EffectParameters = shiftsIn(words);
  if (SUBTLE.test(text)) found.strength = 0.5;
  else if (STRONG.test(text)) found.strength = 1;
  if (SKIN.test(text)) found.protectSkin = true;
  const [shadow, highlight] = colourWords(words);
  if (shadow && highlight) {
    // The darker ink belongs into the shadows, whichever was named first.
    const [dark, light] = shadow.lightness <= highlight.lightness ? [shadow, highlight] : [highlight, shadow];
    found.shadowColour = dark.hex;
    found.highlightColour = light.hex;
  }
  return effectParameters.parse(found);
}

function shiftsIn(words: readonly string[]): EffectParameters {
  const found: EffectParameters = {};
  words.forEach((word, index) => {
    for (const [pattern, name, direction] of SHIFTS) {
      if (!pattern.test(word)) continue;
      const before = words.slice(Math.max(0, index - 2), index);
      const amount = before.some((near) => LITTLE_WORDS.test(near))
        ? LITTLE
        : before.some((near) => MUCH_WORDS.test(near))
          ? MUCH
          : PLAIN;
      const sign = before.some((near) => NEGATIONS.test(near)) ? -direction : direction;
      found[name] ??= sign * amount;
    }
  });
  return found;
}
