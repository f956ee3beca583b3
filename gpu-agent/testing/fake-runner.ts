import { writeFile } from 'node:fs/promises';
import type { Runner, RunnerIo, RunnerTask } from '../runners/runner.ts';
import { RunnerError } from '../runners/runner-error.ts';
import { RunnerRegistry } from '../runners/runner-registry.ts';
import { specifyWorkflow } from '../runners/workflow-spec.ts';

export const WORKFLOW = specifyWorkflow({
  id: 'look-match-fast',
  effectTypeId: 'look-match',
  variant: 'fast',
  version: 1,
  description: 'A sample.',
  settings: {},
  cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.01 },
});

/** What the runner does with a task; default: writes a few bytes and succeeds. */
export type Rendering = (task: RunnerTask, io: RunnerIo) => Promise<void>;

/** Renders until the signal says stop. */
export const untilStopped: Rendering = (_task, io) =>
  new Promise((_resolve, reject) => {
    const stop = (): void => reject(new RunnerError('CANCELLED', 'stopped'));
    if (io.signal.aborted) stop();
    else io.signal.addEventListener('abort', stop);
  });

/** A runner of one workflow, and what it was asked to render. */
export function fakeRunner(rendering: Rendering = async () => undefined): {
  runner: Runner;
  tasks: RunnerTask[];
} {
  const tasks: RunnerTask[] = [];
  const runner: Runner = {
    id: 'fake',
    supports: (workflow) => workflow.digest === WORKFLOW.digest,
    whyNot: (workflow) => (workflow.digest === WORKFLOW.digest ? null : 'another version'),
    estimate: () => ({ workUnits: 1, expectedSeconds: 1 }),
    execute: async (task, io) => {
      tasks.push(task);
      io.onProgress(0.5);
      await rendering(task, io);
      await writeFile(io.outputPath, 'rendered');
      return { busySeconds: 1, frames: 75, mediaIntervals: [], notes: [] };
    },
    cancel: () => undefined,
    healthCheck: async () => ({ healthy: true, version: '1' }),
  };
  return { runner, tasks };
}

/** A registry with one such runner. */
export function fakeRunners(rendering?: Rendering): {
  runners: RunnerRegistry;
  runner: Runner;
  tasks: RunnerTask[];
} {
  const { runner, tasks } = fakeRunner(rendering);
  return {
    runner,
    runners: new RunnerRegistry([{ runner, adapter: 'ffmpeg', workflows: [WORKFLOW] }]),
    tasks,
  };
}
