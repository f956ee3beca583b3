import { emitOnce } from '../saga-command.ts';
import type { Phase } from '../step.ts';

/** Waits for both clips; then the run is requested: tokens are reserved next, nothing costly happens before. */
export const awaitingMedia: Phase = (run) => {
  const { runId, ownerId, wish, exampleVideoId, footageVideoId, exampleKey, footageKey } = run;
  if (!exampleKey || !footageKey) return null;
  const { quote, consentPublicPreview } = run;
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
