import { describe, expect, it } from 'vitest';
import { lookOf } from '../testing/looks.ts';
import { describeLook } from './describe-look.ts';
import { checkWish } from './firewall.ts';
import { rankEffectTypes } from './rank-effect-types.ts';
import { SEED_TEMPLATES } from './template.ts';
import { writeVariants } from './write-variants.ts';

const TEMPLATES = SEED_TEMPLATES.map((template) => ({ ...template, isActive: true }));
const ALL = SEED_TEMPLATES.map(({ effectTypeId }) => ({ effectTypeId, confidence: 0.1 }));
const shown = (...ids: string[]) => [
  ...ids.map((effectTypeId, place) => ({ effectTypeId, confidence: 0.9 - place / 10 })),
  ...ALL.filter(({ effectTypeId }) => !ids.includes(effectTypeId)),
];

const LOOKS = {
  daylight: lookOf(),
  'warm low-key film': lookOf({ key: 0.25, temperature: 0.04, contrast: 0.75, grain: 4, vignette: 0.3 }),
  'pale cool haze': lookOf({ key: 0.75, temperature: -0.03, contrast: 0.3, saturation: 0.02 }),
  'vivid drawing': lookOf({ saturation: 0.18, contrast: 0.8, flatness: 0.8, edgeHardness: 0.9 }),
};

/** Wishes with what the analysis shows. The snapshot beside this file is the set; a change of it is a decision. */
const CASES: readonly (readonly [
  keyof typeof LOOKS,
  string,
  readonly { effectTypeId: string; confidence: number }[],
])[] = [
  ['daylight', '', shown('look-match')],
  ['warm low-key film', 'like this, but keep the skin natural', shown('look-match', 'vintage-film')],
  ['warm low-key film', 'old film, not too strong', shown('vintage-film', 'look-match')],
  ['pale cool haze', 'dreamy and much brighter', shown('dream', 'look-match')],
  ['vivid drawing', 'as a comic, punchy', shown('cartoon', 'look-match')],
  ['vivid drawing', '', shown('cartoon', 'kaleidoscope')],
  ['vivid drawing', 'two inks: navy and gold', shown('duotone', 'look-match')],
  ['pale cool haze', 'black and white, dramatic', shown('look-match')],
  ['daylight', 'half speed please', shown('look-match')],
  ['daylight', 'neon, cyberpunk, very vivid', shown('look-match')],
  ['daylight', 'glitchy vhs error, slightly darker', shown('glitch')],
  ['warm low-key film', 'wie ein alter Film, "goldenes" Licht', shown('look-match')],
];

describe('the golden prompts', () => {
  it.each(CASES)('are what they were for %s, %j', (look, wish, eligible) => {
    expect(checkWish(wish)).toBeNull();
    const types = rankEffectTypes(eligible, wish);
    const descriptor = LOOKS[look];
    const written = writeVariants(types, TEMPLATES, wish, {
      look: describeLook(descriptor, look),
      descriptor,
    });
    expect(
      written.map(({ effectTypeId, text, parameters }) => ({ effectTypeId, parameters, text })),
    ).toMatchSnapshot();
  });
});
