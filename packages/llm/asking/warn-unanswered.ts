import type { CallContext } from '@effect-studio/kernel/context';
import type { Unanswered } from './ask-model.ts';

const TO_DO: Partial<Record<Unanswered, string>> = {
  QUOTA_OF_PERSON: 'Raise LLM_QUESTIONS_PER_PERSON if the money is meant to be spent; nothing is broken.',
  QUOTA_OF_STUDIO: 'Raise LLM_QUESTIONS_PER_STUDIO if the money is meant to be spent; nothing is broken.',
  UNAUTHORIZED: 'Renew the key of the model in the environment, and restart the workers.',
  REFUSED: 'Nothing: the service does not talk about this clip or text.',
  BAD_ANSWER: 'Try a model that answers by a JSON schema.',
};
const OTHERWISE = 'See whether the service answers; switch models.ask off while it does not.';

/** Tells operators that a model was to be asked and gave no answer that could be used. */
export function warnUnanswered(
  ctx: CallContext,
  { code, cause, what, instead }: { code: Unanswered; cause: string; what: string; instead: string },
): Promise<void> {
  return ctx.actionLog.warn({
    eventType: 'MODEL_GAVE_NO_ANSWER',
    correlationId: ctx.correlationId,
    tenantId: ctx.caller.tenantId,
    message: `${what}: no answer of the model (${code}): ${cause}`,
    economicImpact: { type: 'QUALITY_DEGRADATION', estimatedCostNanoUsd: null, affectedJobs: 1 },
    operatorAction: {
      classification: `MODEL_${code}`,
      urgency: code === 'UNAUTHORIZED' ? 'ACT_TODAY' : 'MONITOR',
      suggestedAction: TO_DO[code] ?? OTHERWISE,
      autoActionTaken: instead,
      escalationChain: ['operator_monitor'],
      runbook: 'model-outage.md',
    },
  });
}
