import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';

const USUAL_STRENGTH = 0.9;
const LEAST_STRENGTH = 0.55;
const HARMLESS_DIFFERENCE = 0.12;
const LOSS_PER_DIFFERENCE = 1;

/**
 * How much of the example's tone to take, 0.55–0.9. A dark example is usually dark of subject, not
 * of grade: taken in full it would only dim bright footage, and a bright one would bleach dark
 * footage. So strength falls with the difference of their median lightness.
 */
export function toneStrengthFor(
  footage: Pick<StyleDescriptor, 'key'>,
  example: Pick<StyleDescriptor, 'key'>,
): number {
  const excess = Math.max(0, Math.abs(footage.key - example.key) - HARMLESS_DIFFERENCE);
  return Math.max(LEAST_STRENGTH, USUAL_STRENGTH - LOSS_PER_DIFFERENCE * excess);
}
