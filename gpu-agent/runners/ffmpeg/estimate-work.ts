import type { FootageMedia, RunnerEstimate, RunnerTask } from '../runner.ts';
import type { WorkflowDefinition } from '../workflow-spec.ts';

/** Assumed where nothing is known of the footage: ten seconds of 720p. */
const USUAL_FOOTAGE: FootageMedia = { width: 1280, height: 720, frameRate: 30, durationMs: 10_000 };

/** Work and time of a task, from the size and length of what will be written. */
export function estimateWork(
  workflow: Pick<WorkflowDefinition, 'cost'>,
  task: Pick<RunnerTask, 'excerpt' | 'footageMedia'>,
): RunnerEstimate {
  const media = task.footageMedia ?? USUAL_FOOTAGE;
  const seconds = renderedMs(media.durationMs, task.excerpt) / 1_000;
  const megapixels = (media.width * media.height * media.frameRate * seconds) / 1e6;
  return {
    workUnits: Math.max(1, Math.round(megapixels)),
    expectedSeconds: workflow.cost.fixedSeconds + megapixels * workflow.cost.secondsPerMegapixel,
  };
}

/** Length of what is rendered, in milliseconds: an excerpt ends where the clip does. */
export function renderedMs(clipDurationMs: number, excerpt: RunnerTask['excerpt']): number {
  if (excerpt === null) return clipDurationMs;
  return Math.max(0, Math.min(excerpt.durationMs, clipDurationMs - excerpt.startMs));
}
