import type { CallContext } from '@effect-studio/kernel/context';
import { StudioError } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { askModel, type ModelUse } from '@effect-studio/llm/asking/ask-model';
import type { StudioModel } from '@effect-studio/llm/asking/studio-model';
import { z } from 'zod';
import { DEFAULT_FLEET } from '../../costs/domain/cost-entry.ts';
import type { Usage } from '../../costs/domain/usage.ts';
import { WORDING_INSTRUCTIONS, writtenFacts } from './instructions.ts';
import type { WordingPort } from './wording-port.ts';

const MOST_OUTPUT_TOKENS = 800;
const answer = z.object({ summary: z.string().min(1) });

/**
 * The studio's own model as the one who words, within its quotas and switched off by `models.ask`.
 * @param onUse is told what was used, to be booked with the round
 */
export function studioModelWording(
  ctx: CallContext,
  studio: StudioModel,
  onUse: (use: ModelUse) => void,
): WordingPort {
  return {
    async reword(draft, facts, signal) {
      const asked = await askModel(
        ctx,
        studio,
        {
          system: WORDING_INSTRUCTIONS,
          text: JSON.stringify({ draft, facts: writtenFacts(facts) }),
          pictures: [],
          schema: answer,
          maxOutputTokens: MOST_OUTPUT_TOKENS,
          signal,
        },
        { what: 'A recommendation is not reworded', instead: 'It has the words of its template.' },
      );
      if (asked.use) onUse(asked.use);
      if (asked.unanswered === null) return asked.value.summary.trim();
      throw new StudioError('LLM_UNANSWERED', `the model gave no wording: ${asked.unanswered}`);
    },
  };
}

/** What a wording used up, as the books take it: the platform's own. */
export function usageOfWording({ calls, inputTokens, outputTokens, ...use }: ModelUse, usedAt: Date): Usage {
  return {
    usageId: newId(),
    providerId: use.providerId,
    model: use.model,
    purpose: 'advice',
    quantities: { calls, inputTokens, outputTokens, durationMs: use.durationMs, milliCredits: 0 },
    reportedCostNanoUsd: null,
    run: null,
    task: null,
    effectTypeId: null,
    fleet: DEFAULT_FLEET,
    budgetContext: 'system_test',
    usedAt,
  };
}
