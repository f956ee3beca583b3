import { type StyleDescriptor, styleDescriptor } from '@effect-studio/schema/media/style-descriptor';

/** The look of an example in words for a prompt. */
export interface LookWords {
  /** Such as `low-key, warm, muted`. */
  mood: string;
  /** Such as `#1a2b3c, #aabbcc`. */
  palette: string;
  /** Such as `visible grain and dark corners`; `clean picture` when there is nothing to say. */
  texture: string;
}

const PALETTE_COLOURS = 4;

/**
 * Words for the numbers of a style descriptor; thresholds are those that its fields document.
 * @param dominantStyle the analysis' own label, used when the numbers are not in a known version
 */
export function describeLook(descriptor: unknown, dominantStyle: string): LookWords {
  const parsed = styleDescriptor.safeParse(descriptor);
  if (!parsed.success)
    return { mood: dominantStyle, palette: 'as in the example', texture: 'as in the example' };
  const look = parsed.data;
  return {
    mood: moodOf(look),
    palette: look.palette
      .slice(0, PALETTE_COLOURS)
      .map(({ hex }) => hex)
      .join(', '),
    texture: textureOf(look),
  };
}

function moodOf({ key, contrast, saturation, temperature }: StyleDescriptor): string {
  const words = [
    key < 0.35 ? 'low-key' : key > 0.7 ? 'high-key' : 'mid-key',
    temperature > 0.015 ? 'warm' : temperature < -0.015 ? 'cool' : 'neutral',
    saturation < 0.01
      ? 'colourless'
      : saturation > 0.12
        ? 'vivid'
        : saturation < 0.05
          ? 'muted'
          : 'natural colour',
  ];
  if (contrast > 0.7) words.push('hard contrast');
  if (contrast < 0.35) words.push('soft contrast');
  return words.join(', ');
}

function textureOf({ grain, vignette, flatness, sharpness }: StyleDescriptor): string {
  const words = [];
  if (grain > 3) words.push('visible grain');
  if (vignette > 0.15) words.push('dark corners');
  if (flatness > 0.6) words.push('flat drawn areas');
  if (sharpness < 1) words.push('soft edges');
  return words.join(' and ') || 'clean picture';
}
