import { z } from 'zod';

/** −1 is far less, 0 as the effect would do it, 1 far more. */
const shift = z.number().min(-1).max(1);
const hexColour = z.string().regex(/^#[0-9a-f]{6}$/);

/**
 * What a prompt may ask of an effect, in words that every provider can follow. Written by the prompts
 * context, carried by each leg, read by the runner's workflows. A missing key means "as the workflow
 * does it by itself"; a key that a workflow cannot follow is left aside, never an error.
 */
export const effectParameters = z.object({
  /** How far the picture goes towards the effect: 0 leaves it, 1 goes all the way. */
  strength: z.number().min(0).max(1).optional(),
  /** On top of the effect: towards blue (−1) or towards amber (1). */
  warmth: shift.optional(),
  /** On top of the effect: darker (−1) or brighter (1). */
  brightness: shift.optional(),
  /** On top of the effect: flatter (−1) or harder (1). */
  contrast: shift.optional(),
  /** On top of the effect: paler (−1) or more vivid (1). */
  saturation: shift.optional(),
  /** Keeps skin near its own colour. */
  protectSkin: z.boolean().optional(),
  /** Inks of a two-colour effect; both or none. */
  shadowColour: hexColour.optional(),
  highlightColour: hexColour.optional(),
});
export type EffectParameters = z.infer<typeof effectParameters>;
