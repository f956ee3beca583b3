import type { Analysis } from '@effect-studio/schema/media/analysis';
import type { DetectedEffect } from '../effects/detected-effects.ts';
import { eligibleEffectTypes } from '../effects/effect-eligibility.ts';
import { SUBJECT_TAXONOMY_VERSION } from '../effects/style-taxonomy.ts';
import type { PictureAnswer } from './picture-question.ts';

/** Below what makes an effect "sure": a model alone never decides the dominant style or the best effect type. */
const MOST_CONFIDENCE = 0.45;
const LEAST_CONFIDENCE = 0.3;
const LONGEST_DESCRIPTION = 400;
const LONGEST_STYLE = 40;

/**
 * An analysis with what a model saw. What was measured stays as it is, its confidence included; effects that were not
 * are added with at most 0.45, and what they make eligible with them.
 */
export function mergeAnswer(measured: Analysis, answer: PictureAnswer, key: string): Analysis {
  const known = new Set(measured.detectedEffects.map(({ effect }) => effect));
  const added = highestOf(answer.effects, ({ effect }) => effect)
    .filter(({ effect, confidence }) => !known.has(effect) && confidence >= LEAST_CONFIDENCE)
    .map(({ effect, confidence }) => ({
      effect,
      confidence: Math.min(confidence, MOST_CONFIDENCE),
      source: 'model' as const,
    }));
  const effects = [...measured.detectedEffects, ...added].sort(
    (one, other) => other.confidence - one.confidence,
  );
  const { pictureReadingMissing: _, ...rest } = measured;
  return {
    ...rest,
    detectedEffects: effects,
    eligibleEffectTypes:
      added.length === 0
        ? measured.eligibleEffectTypes
        : eligibleEffectTypes(measured.descriptor, effects as DetectedEffect[]),
    pictureReading: {
      key,
      subjectTaxonomyVersion: SUBJECT_TAXONOMY_VERSION,
      description: plainText(answer.description).slice(0, LONGEST_DESCRIPTION) || 'No description.',
      people: answer.people,
      subjects: highestOf(answer.subjects, ({ subject }) => subject),
      styles: highestOf(
        answer.styles
          .map(({ style, confidence }) => ({
            style: plainText(style).toLowerCase().slice(0, LONGEST_STYLE),
            confidence,
          }))
          .filter(({ style }) => style !== ''),
        ({ style }) => style,
      ),
    },
  };
}

/** Each label once, as sure as it was said to be at most, surest first. */
function highestOf<Label extends { confidence: number }>(
  labels: readonly Label[],
  nameOf: (label: Label) => string,
): Label[] {
  const sorted = [...labels].sort((one, other) => other.confidence - one.confidence);
  return sorted.filter((label, place) => sorted.findIndex((one) => nameOf(one) === nameOf(label)) === place);
}

/** One line without control or direction characters: it is shown to people. */
const plainText = (text: string) => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
