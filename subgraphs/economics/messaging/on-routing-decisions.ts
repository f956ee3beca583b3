import { type Consumer, consume } from '@effect-studio/kernel/bus/consumer';
import { reading } from '@effect-studio/schema/events/envelope';
import { TestBatchDispatched } from '@effect-studio/schema/events/orchestrator';
import { keepDecision } from '../exploration/use-cases/keep-decision.ts';

/**
 * Every routing decision is kept with what it could have been: the log that policies are judged on. Those that found nobody
 * come with the end of their run.
 */
export const routingDecisionConsumers: readonly Consumer[] = [
  consume(
    reading(TestBatchDispatched, 'runId', 'ownerId', 'decision', 'legs'),
    (tx, { payload, occurredAt }) => keepDecision(tx, { ...payload, at: new Date(occurredAt) }),
  ),
];
