import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { ContentAnalyzed } from '@effect-studio/schema/events/analysis';
import { RunRequested } from '@effect-studio/schema/events/orchestrator';
import { rememberWish } from '../use-cases/remember-wish.ts';
import { writePrompts } from '../use-cases/write-prompts.ts';

/** @param isRefined a model is configured: it is asked, unless models are switched off, before prompts are announced */
export const consumers = (isRefined: boolean): readonly Consumer[] => [
  consume(RunRequested, (tx, { payload, budgetContext }) =>
    rememberWish(tx, payload, budgetContext ?? 'user_run'),
  ),
  consume(ContentAnalyzed, (tx, { payload, budgetContext, tenantId }) => {
    const isOn = tx.call.flags.value('models.ask', { tenantId, subjectId: payload.ownerId });
    return writePrompts(tx, payload, budgetContext ?? 'user_run', isRefined && isOn);
  }),
];
