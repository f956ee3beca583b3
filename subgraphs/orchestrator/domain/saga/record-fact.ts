import { excerptToTry } from '../plan/chosen-excerpt.ts';
import { resultPart } from '../plan/trim.ts';
import { recordLegFact } from './record-leg-fact.ts';
import type { RunSaga } from './run-saga.ts';
import { awaitsClips } from './run-state.ts';
import type { SagaInput } from './saga-input.ts';

/**
 * Writes down what an input tells about the run; the first telling counts, duplicates and facts about
 * other clips, tasks or runs change nothing. Moving on is the phases' business, so facts may arrive in
 * any order.
 */
export function recordFact(run: RunSaga, input: SagaInput): RunSaga {
  switch (input.type) {
    case 'ClipReady':
      return recordClip(run, input.videoId, input.proxyKey);
    case 'TokensReserved': {
      if (run.reservation) return run;
      const { reservationId, amountTokens } = input.payload;
      return { ...run, reservation: { reservationId, amountTokens } };
    }
    case 'ContentAnalyzed': {
      if (run.analysis) return run;
      const { footageDurationMs, footageMegapixels, excerpt, exampleDescriptor, footageDescriptor } =
        input.payload;
      const { eligibleEffectTypes } = input.payload;
      return {
        ...run,
        analysis: {
          footageDurationMs,
          footageMegapixels,
          excerpt: excerptToTry(
            {
              chosen: run.chosenExcerpt,
              found: excerpt,
              trim: resultPart(run.trim, footageDurationMs),
            },
            footageDurationMs,
          ),
          exampleDescriptor,
          footageDescriptor,
          eligibleEffectTypes,
        },
      };
    }
    case 'FootageAnalyzed': {
      if (run.analysis || !run.effectInUse) return run;
      const { footageDurationMs, footageMegapixels, excerpt, footageDescriptor } = input.payload;
      const { effectTypeId, styleDescriptor } = run.effectInUse;
      return {
        ...run,
        analysis: {
          footageDurationMs,
          footageMegapixels,
          excerpt,
          exampleDescriptor: styleDescriptor,
          footageDescriptor,
          eligibleEffectTypes: [{ effectTypeId, confidence: 1, reason: 'a published effect of this type' }],
        },
      };
    }
    case 'PromptsGenerated': {
      if (run.variants) return run;
      const variants = input.payload.variants.map(({ variantId, effectTypeId, text, parameters }) => ({
        variantId,
        effectTypeId,
        text,
        parameters,
      }));
      return { ...run, variants };
    }
    case 'LegsDeadline':
      return run.legs.length > 0 ? { ...run, isLegsDeadlinePassed: true } : run;
    case 'EffectPublished':
      return run.state === 'PUBLISHING' ? { ...run, effectId: input.payload.effectId } : run;
    default:
      return recordLegFact(run, input);
  }
}

function recordClip(run: RunSaga, videoId: string, proxyKey: string): RunSaga {
  if (!awaitsClips(run.state)) return run;
  const isExample = run.exampleVideoId === videoId && !run.exampleKey;
  const isFootage = run.footageVideoId === videoId && !run.footageKey;
  if (!isExample && !isFootage) return run;
  return {
    ...run,
    exampleKey: isExample ? proxyKey : run.exampleKey,
    footageKey: isFootage ? proxyKey : run.footageKey,
  };
}
