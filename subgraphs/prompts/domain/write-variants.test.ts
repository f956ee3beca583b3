import { effectParameters } from '@effect-studio/schema/media/effect-parameters';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookOf } from '../testing/looks.ts';
import { parseWish } from './parse-wish.ts';
import { rankEffectTypes } from './rank-effect-types.ts';
import { fillTemplate, SEED_TEMPLATES } from './template.ts';
import { writeVariants } from './write-variants.ts';

const TEMPLATES = SEED_TEMPLATES.map((template) => ({ ...template, isActive: true }));
const WORDS = { mood: 'low-key, warm', palette: '#101010, #f0e0c0', texture: 'visible grain' };
const LOOK = { look: WORDS, descriptor: null };
const ELIGIBLE = [
  { effectTypeId: 'look-match', confidence: 0.9 },
  { effectTypeId: 'vintage-film', confidence: 0.6 },
  { effectTypeId: 'cartoon', confidence: 0.3 },
];

describe('reading a wish', () => {
  it.each([
    ['', {}],
    ['subtle and a bit warmer', { strength: 0.5, warmth: 0.2 }],
    ['strong, much cooler and darker', { strength: 1, warmth: -0.8, brightness: -0.4 }],
    ['not warmer', { warmth: -0.4 }],
    ['warmer but keep the skin tones natural', { warmth: 0.4, protectSkin: true }],
    ['vivid, punchy', { saturation: 0.4, contrast: 0.4 }],
    ['duotone in orange and blue', { shadowColour: '#1f4fbf', highlightColour: '#f08c2e' }],
    ['only blue', {}],
  ])('understands %j', (wish, parameters) => {
    expect(parseWish(wish)).toEqual(parameters);
  });

  it('stays within the vocabulary whatever is written', () => {
    const words = fc.constantFrom(
      'warm',
      'very',
      'not',
      'dark',
      'strong',
      'blue',
      'gold',
      'skin',
      'keep',
      'subtle',
      '!',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join(' ')),
        ),
        (wish) => {
          expect(effectParameters.safeParse(parseWish(wish)).success).toBe(true);
        },
      ),
    );
  });
});

describe('choosing effect types', () => {
  it('follows the analysis, two at most', () => {
    expect(rankEffectTypes(ELIGIBLE, 'like this')).toEqual(['look-match', 'vintage-film']);
  });

  it('puts first what the wish names, when it is eligible', () => {
    expect(rankEffectTypes(ELIGIBLE, 'as a comic')).toEqual(['cartoon', 'look-match']);
    expect(rankEffectTypes(ELIGIBLE, 'as a duotone')).toEqual(['look-match', 'vintage-film']);
    const onRequest = [...ELIGIBLE, { effectTypeId: 'slow-motion', confidence: 0.1 }];
    expect(rankEffectTypes(onRequest, 'in slow motion please')).toEqual(['slow-motion', 'look-match']);
    expect(rankEffectTypes(onRequest.slice(3), 'like this')).toEqual([]);
  });
});

describe('writing prompts', () => {
  it('writes two variants per effect type, the second gentler', () => {
    const variants = writeVariants(['look-match', 'cartoon'], TEMPLATES, 'warmer', LOOK);
    expect(variants.map(({ effectTypeId, parameters }) => [effectTypeId, parameters])).toEqual([
      ['look-match', { strength: 1, warmth: 0.4 }],
      ['look-match', { strength: 0.8, warmth: 0.4 }],
      ['cartoon', { strength: 1, warmth: 0.4 }],
      ['cartoon', { strength: 0.8, warmth: 0.4 }],
    ]);
    expect(variants[0]!.text).toContain('low-key, warm; palette #101010, #f0e0c0; visible grain');
    expect(variants[0]!.text).toContain('The creator asks: "warmer".');
  });

  it('keeps inks for effects of two colours', () => {
    const inksOf = (type: string) =>
      writeVariants([type], TEMPLATES, 'red and white', LOOK)[0]!.parameters.shadowColour;
    expect(inksOf('duotone')).toBe('#c1272d');
    expect(inksOf('look-match')).toBeUndefined();
  });

  it('puts what the wish says before what follows from the example', () => {
    const descriptor = lookOf({ contrast: 0.9, temperature: 0.05 });
    const of = (wish: string) => writeVariants(['cartoon'], TEMPLATES, wish, { look: WORDS, descriptor })[0]!;
    expect(of('').parameters).toEqual({ strength: 1, contrast: 0.3, warmth: 0.3 });
    expect(of('flat and cold').parameters).toEqual({ strength: 1, contrast: -0.4, warmth: -0.4 });
  });

  it('leaves out types without a template and uses the newest active version', () => {
    expect(writeVariants(['hologram'], TEMPLATES, '', LOOK)).toEqual([]);
    const base = TEMPLATES[0]!;
    const versions = [base, { ...base, version: 2 }, { ...base, version: 3, isActive: false }];
    expect(writeVariants(['look-match'], versions, '', LOOK)[0]!.templateVersion).toBe(2);
  });

  it('never reads a wish as a slot of the template', () => {
    expect(fillTemplate('{wish} {mood}', { ...WORDS, wish: '{palette}' })).toBe('{palette} low-key, warm');
  });
});
