import type { RunnerTask } from '../runners/runner.ts';
import type { WorkflowSpec } from '../runners/workflow-spec.ts';
import { SAMPLE_LOOK } from './sample-lease.ts';

/** A task of a workflow. */
export function sampleTask({ id, effectTypeId, variant }: WorkflowSpec): RunnerTask {
  return {
    workflowId: id,
    effectTypeId,
    variant,
    parameters: {},
    exampleDescriptor: SAMPLE_LOOK,
    footageDescriptor: SAMPLE_LOOK,
    excerpt: null,
    seed: 11,
    budgetContext: 'user_run',
  };
}
