import { emitOnce } from '../saga-command.ts';
import type { Phase } from '../step.ts';

/** Waits for the clips; then the run is requested: tokens are reserved next, nothing costly happens before. */
export const awaitingMedia: Phase = (run) => {
  const { runId, ownerId, wish, exampleVideoId, footageVideoId, exampleKey, footageKey } = run;
  const { quote, consentPublicPreview, effectInUse } = run;
  if (!footageKey) return null;
  if (effectInUse) {
    const { effectId, revisionId, effectTypeId } = effectInUse;
    const effect = { effectId, revisionId, effectTypeId };
    return {
      to: 'RESERVING',
      run,
      commands: [
        emitOnce('EffectRunRequested', { runId, ownerId, ...effect, footageVideoId, footageKey, quote }),
      ],
    };
  }
  if (!exampleVideoId || !exampleKey) return null;
  return {
    to: 'RESERVING',
    run,
    commands: [
      emitOnce('RunRequested', {
        runId,
        ownerId,
        wish,
        exampleVideoId,
        footageVideoId,
        exampleKey,
        footageKey,
        quote,
        consentPublicPreview,
      }),
    ],
  };
};
