import { recordMediaWork } from '@effect-studio/media/ffmpeg/media-process';
import { carriedWorkflow } from '../carried-definition.ts';
import { Executions } from '../executions.ts';
import type { Runner, RunnerHealth, RunnerIo, RunnerResult, RunnerTask } from '../runner.ts';
import { RunnerError } from '../runner-error.ts';
import { checkHealth } from './check-health.ts';
import { estimateWork } from './estimate-work.ts';
import type { FfmpegLimits } from './ffmpeg-limits.ts';
import type { FfmpegWorkflow, FfmpegWorkflowSpec } from './ffmpeg-workflow.ts';
import { renderTask } from './render-task.ts';
import { WISH_FILTERS } from './wish.ts';
import { findWorkflow, WORKFLOW_CATALOGUE } from './workflow-catalogue.ts';

const DEFAULT_MEMORY_MIB = 4_096;

/** Renders the workflows of {@link WORKFLOW_CATALOGUE} with ffmpeg on the processor. */
export function createFfmpegRunner({
  threads = 2,
  memoryMiB = DEFAULT_MEMORY_MIB,
}: FfmpegLimits = {}): Runner {
  const executions = new Executions();
  const whyNot: Runner['whyNot'] = ({ id, digest }) => {
    const known = findWorkflow(id);
    if (!known) return `the ffmpeg runner has no workflow ${id}`;
    return known.digest === digest ? null : `this agent has another version of ${id}`;
  };
  return {
    id: 'ffmpeg-cpu',
    takesDefinitions: true,
    supports: (workflow) => whyNot(workflow) === null,
    whyNot,
    estimate: (task) => estimateWork(workflowOf(task), task),
    execute: (task: RunnerTask, io: RunnerIo): Promise<RunnerResult> =>
      executions.run(io, async (signal) => {
        const workflow = workflowOf(task);
        const { result, mediaIntervals } = await recordMediaWork(() =>
          renderTask(workflow, task, { ...io, signal }, { threads, memoryMiB }),
        );
        return { ...result, mediaIntervals };
      }),
    cancel: (executionId) => executions.cancel(executionId),
    healthCheck: (): Promise<RunnerHealth> =>
      checkHealth([...WORKFLOW_CATALOGUE, { requiredFilters: WISH_FILTERS }]),
  };
}

function workflowOf(task: RunnerTask): FfmpegWorkflowSpec {
  const carried = carriedWorkflow<FfmpegWorkflow>(task, 'ffmpeg', WORKFLOW_CATALOGUE);
  if (carried) return carried;
  const workflow = findWorkflow(task.workflowId);
  if (workflow === null) throw new RunnerError('UNKNOWN_WORKFLOW', `no workflow ${task.workflowId}`);
  if (workflow.effectTypeId !== task.effectTypeId || workflow.variant !== task.variant)
    throw new RunnerError(
      'UNKNOWN_WORKFLOW',
      `${workflow.id} is ${workflow.effectTypeId} ${workflow.variant}, not ${task.effectTypeId} ${task.variant}`,
    );
  return workflow;
}
