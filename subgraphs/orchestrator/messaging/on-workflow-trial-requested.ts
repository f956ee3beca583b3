import { consume } from '@effect-studio/kernel/bus/consumer';
import { WorkflowTrialRequested } from '@effect-studio/schema/events/providers';
import { startTrial } from '../use-cases/start-trial.ts';

/** A workflow is to be tried outside of people's runs. */
export const workflowTrialRequested = consume(WorkflowTrialRequested, (tx, { payload }) =>
  startTrial(tx, payload),
);
