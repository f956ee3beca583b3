import type { AgentConfig, RunnerName } from './config.ts';
import type { RunnerEntry } from './runner-registry.ts';
import { createComfyUiRunner } from './runners/comfyui/comfyui-runner.ts';
import { COMFYUI_WORKFLOWS } from './runners/comfyui/workflow-catalogue.ts';
import { createFfmpegRunner } from './runners/ffmpeg/ffmpeg-runner.ts';
import { WORKFLOW_CATALOGUE } from './runners/ffmpeg/workflow-catalogue.ts';

/** Between two looks at a program that comes and goes without the agent. */
const RECHECK_MS = 15_000;

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
  comfyui: async ({ comfyUiUrl, renderMemoryMiB, renderThreads }) => ({
    runner: createComfyUiRunner({
      url: comfyUiUrl,
      workflows: COMFYUI_WORKFLOWS,
      limits: { memoryMiB: renderMemoryMiB, threads: renderThreads },
    }),
    adapter: 'comfyui',
    workflows: COMFYUI_WORKFLOWS,
    recheckEveryMs: RECHECK_MS,
  }),
};

/** The runners that the settings name, in their order. */
export function openRunners(names: readonly RunnerName[], settings: RunnerSettings): Promise<RunnerEntry[]> {
  return Promise.all(names.map((name) => OPENERS[name](settings)));
}
