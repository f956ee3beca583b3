import { effectParameters } from '@effect-studio/schema/media/effect-parameters';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookOf } from '../testing/looks.ts';
import { deriveParameters } from './derive-parameters.ts';
import { SEED_TEMPLATES } from './template.ts';
import { writeVariants } from './write-variants.ts';

const TYPES = SEED_TEMPLATES.map(({ effectTypeId }) => effectTypeId);
const RISES = [
  ['contrast', 'contrast', 0, 1],
  ['saturation', 'saturation', 0, 0.3],
  ['temperature', 'warmth', -0.15, 0.15],
] as const;

describe('parameters that follow from the example', () => {
  it.each(RISES)('never fall as its %s rises, for any effect type', (field, parameter, min, max) => {
    const value = fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), value, value, (type, one, other) => {
        const at = (of: number) => deriveParameters(type, lookOf({ [field]: of }))[parameter] ?? 0;
        expect(at(Math.max(one, other))).toBeGreaterThanOrEqual(at(Math.min(one, other)));
      }),
    );
  });

  it.each(RISES)('rise with %s in the prompt of a cartoon', (field, parameter, min, max) => {
    const templates = SEED_TEMPLATES.map((template) => ({ ...template, isActive: true }));
    const words = { mood: '', palette: '', texture: '' };
    const at = (of: number) => {
      const from = { look: words, descriptor: lookOf({ [field]: of }) };
      return writeVariants(['cartoon'], templates, '', from)[0]!.parameters[parameter] ?? 0;
    };
    const values = [0, 0.25, 0.5, 0.75, 1].map((share) => at(min + share * (max - min)));
    expect(values.at(-1)).toBeGreaterThan(values[0]!);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  it('stay in the vocabulary and gentler than a word of a wish, whatever the look', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const opponent = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...TYPES),
        share,
        share,
        opponent,
        (type, contrast, saturation, temperature) => {
          const derived = deriveParameters(type, lookOf({ contrast, saturation, temperature }));
          expect(effectParameters.safeParse(derived).success).toBe(true);
          for (const value of Object.values(derived)) expect(Math.abs(Number(value))).toBeLessThan(0.4);
        },
      ),
    );
  });

  it('are none where the effect has its tone from the example itself, or the look is not understood', () => {
    expect(deriveParameters('look-match', lookOf({ contrast: 1 }))).toEqual({});
    expect(deriveParameters('cartoon', { version: 0 })).toEqual({});
  });
});
