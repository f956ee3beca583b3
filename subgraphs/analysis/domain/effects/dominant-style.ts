import type { StyleDescriptor } from '@effect-studio/schema/media/style-descriptor';
import type { DetectedEffect } from './detected-effects.ts';
import type { EffectName } from './style-taxonomy.ts';

const SURE = 0.5;

function toneWord({ key, contrast }: StyleDescriptor): string {
  if (key < 0.35) return 'low-key';
  if (key > 0.72) return 'high-key';
  if (contrast > 0.72) return 'high-contrast';
  return contrast < 0.35 ? 'flat' : 'balanced';
}

function colourWord(d: StyleDescriptor, has: (effect: EffectName) => boolean): string {
  const graded = (['monochrome', 'sepia', 'duotone', 'teal-and-orange'] as const).find(has);
  if (graded) return graded;
  const vivid = d.saturation > 0.1 ? 'vivid ' : d.saturation < 0.035 ? 'muted ' : '';
  if (d.temperature > 0.03) return `${vivid}warm`;
  return d.temperature < -0.02 ? `${vivid}cool` : `${vivid}neutral`;
}

function textureWord(has: (effect: EffectName) => boolean): string {
  const made = (['glitch', 'kaleidoscope', 'neon', 'dream', 'noir'] as const).find(has);
  if (made) return made;
  if (has('cartoon')) return 'drawing';
  if (has('film-grain') || has('flicker')) return 'film';
  return has('soft-focus') ? 'soft video' : 'video';
}

/** One short label, such as `low-key warm film`, from tone, colour and texture. */
export function dominantStyle(descriptor: StyleDescriptor, effects: readonly DetectedEffect[]): string {
  const has = (name: EffectName) =>
    effects.some(({ effect, confidence }) => effect === name && confidence >= SURE);
  return [toneWord(descriptor), colourWord(descriptor, has), textureWord(has)].join(' ');
}
