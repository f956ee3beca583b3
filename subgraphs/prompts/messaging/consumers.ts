import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { ContentAnalyzed } from '@effect-studio/schema/events/analysis';
import { RunRequested } from '@effect-studio/schema/events/orchestrator';
import { rememberWish } from '../use-cases/remember-wish.ts';
import { writePrompts } from '../use-cases/write-prompts.ts';

export const CONSUMERS: readonly Consumer[] = [
  consume(RunRequested, (tx, { payload, budgetContext }) =>
    rememberWish(tx, payload, budgetContext ?? 'user_run'),
  ),
  consume(ContentAnalyzed, (tx, { payload, budgetContext }) =>
    writePrompts(tx, payload, budgetContext ?? 'user_run'),
  ),
];
