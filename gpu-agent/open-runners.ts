import type { AgentConfig, RunnerName } from './config.ts';
import type { RunnerEntry } from './runner-registry.ts';
import { createFfmpegRunner } from './runners/ffmpeg/ffmpeg-runner.ts';
import { WORKFLOW_CATALOGUE } from './runners/ffmpeg/workflow-catalogue.ts';

type RunnerSettings = Pick<
  AgentConfig,
  'comfyUiUrl' | 'providerFile' | 'renderMemoryMiB' | 'renderThreads' | 'twinFile'
>;

/**
 * Every way to render that this agent is built with, by the name under which it is asked for. A new one is a line here.
 * @throws ConfigFault when a declaration that it needs cannot be read, with all of its faults
 */
const OPENERS: Readonly<Record<RunnerName, (settings: RunnerSettings) => Promise<RunnerEntry>>> = {
  ffmpeg: async ({ renderMemoryMiB, renderThreads }) => ({
    runner: createFfmpegRunner({ memoryMiB: renderMemoryMiB, threads: renderThreads }),
    adapter: 'ffmpeg',
    workflows: WORKFLOW_CATALOGUE,
  }),
};

/** The runners that the settings name, in their order. */
export function openRunners(names: readonly RunnerName[], settings: RunnerSettings): Promise<RunnerEntry[]> {
  return Promise.all(names.map((name) => OPENERS[name](settings)));
}
