import type { EffectParameters } from '@effect-studio/schema/media/effect-parameters';
import { deriveParameters } from './derive-parameters.ts';
import type { LookWords } from './describe-look.ts';
import { parseWish } from './parse-wish.ts';
import { fillTemplate, type PromptTemplate } from './template.ts';

/** A prompt without its id. */
export interface WrittenVariant {
  effectTypeId: string;
  text: string;
  parameters: EffectParameters;
  templateId: string;
  templateVersion: number;
}

/** The second variant of every effect goes this share of the first one's way. */
const GENTLER = 0.8;
/** The effect type that takes two inks. */
export const TWO_INKS = 'duotone';

/**
 * Two variants per effect type: as the wish asks, and a gentler one, since a look that goes all the way
 * often costs more detail than it gains likeness. What the wish says goes before what follows from the example.
 * Types without an active template are left out.
 * @param effectTypeIds best guess first
 * @param example its look in words, and its style descriptor
 */
export function writeVariants(
  effectTypeIds: readonly string[],
  templates: readonly PromptTemplate[],
  wish: string,
  example: { look: LookWords; descriptor: unknown },
): WrittenVariant[] {
  const asked = { strength: 1, ...parseWish(wish) };
  return effectTypeIds.flatMap((effectTypeId) => {
    const template = newestActive(templates, effectTypeId);
    if (!template) return [];
    const { shadowColour, highlightColour, ...common } = asked;
    const derived = deriveParameters(effectTypeId, example.descriptor);
    const parameters = { ...derived, ...(effectTypeId === TWO_INKS ? asked : common) };
    return [parameters, { ...parameters, strength: round(asked.strength * GENTLER) }].map((variant) => ({
      effectTypeId,
      text: `${fillTemplate(template.text, { ...example.look, wish: wordsOf(wish) })} ${degreeOf(variant.strength)}`,
      parameters: variant,
      templateId: template.id,
      templateVersion: template.version,
    }));
  });
}

function newestActive(
  templates: readonly PromptTemplate[],
  effectTypeId: string,
): PromptTemplate | undefined {
  return templates
    .filter((template) => template.isActive && template.effectTypeId === effectTypeId)
    .sort((a, b) => b.version - a.version)[0];
}

const wordsOf = (wish: string): string =>
  wish.trim() ? `The creator asks: "${wish.trim().replaceAll('"', "'")}".` : '';

const degreeOf = (strength: number): string => `Strength ${Math.round(strength * 100)} %.`;

const round = (value: number): number => Math.round(value * 100) / 100;
