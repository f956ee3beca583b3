import { recordMediaWork } from '@effect-studio/media/media-process';
import type { Runner, RunnerIo, RunnerResult, RunnerTask } from '../runner.ts';
import { RunnerError } from '../runner-error.ts';
import type { WorkflowSpec } from '../workflow-spec.ts';
import { checkHealth } from './check-health.ts';
import { estimateWork } from './estimate-work.ts';
import { renderTask } from './render-task.ts';
import { WISH_FILTERS } from './wish.ts';
import { findWorkflow, WORKFLOW_CATALOGUE } from './workflow-catalogue.ts';

/** Renders the workflows of {@link WORKFLOW_CATALOGUE} with ffmpeg on the processor. */
export function createFfmpegRunner(): Runner {
  const running = new Set<AbortController>();
  return {
    id: 'ffmpeg-cpu',
    supports: (workflow) => findWorkflow(workflow.id)?.digest === workflow.digest,
    estimate: (task) => estimateWork(workflowOf(task), task),
    async run(task: RunnerTask, io: RunnerIo): Promise<RunnerResult> {
      const workflow = workflowOf(task);
      const cancelled = new AbortController();
      running.add(cancelled);
      try {
        const signal = AbortSignal.any([io.signal, cancelled.signal]);
        const { result, mediaIntervals } = await recordMediaWork(() =>
          renderTask(workflow, task, { ...io, signal }),
        );
        return { ...result, mediaIntervals };
      } finally {
        running.delete(cancelled);
      }
    },
    cancel() {
      for (const controller of running) controller.abort();
    },
    healthCheck: () => checkHealth([...WORKFLOW_CATALOGUE, { requiredFilters: WISH_FILTERS }]),
  };
}

function workflowOf(task: RunnerTask): WorkflowSpec {
  const workflow = findWorkflow(task.workflowId);
  if (workflow === null) throw new RunnerError('UNKNOWN_WORKFLOW', `no workflow ${task.workflowId}`);
  if (workflow.effectTypeId !== task.effectTypeId || workflow.variant !== task.variant)
    throw new RunnerError(
      'UNKNOWN_WORKFLOW',
      `${workflow.id} is ${workflow.effectTypeId} ${workflow.variant}, not ${task.effectTypeId} ${task.variant}`,
    );
  return workflow;
}
