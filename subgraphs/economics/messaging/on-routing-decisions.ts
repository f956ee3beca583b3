import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { TestBatchDispatched } from '@effect-studio/schema/events/orchestrator';
import { keepDecision } from '../exploration/use-cases/keep-decision.ts';

/**
 * Every routing decision is kept with what it could have been: the log that policies are judged on. Those that found nobody
 * come with the end of their run.
 */
export const routingDecisionConsumers: readonly Consumer[] = [
  consume(TestBatchDispatched, (tx, { payload, occurredAt }) =>
    keepDecision(tx, { ...payload, at: new Date(occurredAt) }),
  ),
];
