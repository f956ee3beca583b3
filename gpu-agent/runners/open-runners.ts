import { type AgentConfig, ConfigFault, type RunnerName } from '../config.ts';
import { createComfyUiRunner } from './comfyui/comfyui-runner.ts';
import { COMFYUI_WORKFLOWS } from './comfyui/workflow-catalogue.ts';
import { createFfmpegRunner } from './ffmpeg/ffmpeg-runner.ts';
import { WORKFLOW_CATALOGUE } from './ffmpeg/workflow-catalogue.ts';
import { createHttpJobRunner } from './http-jobs/http-job-runner.ts';
import { readProviderFile } from './http-jobs/provider-file.ts';
import type { RunnerEntry } from './runner-registry.ts';
import { readTwinFile, TWIN_ADAPTER } from './twin/twin-file.ts';
import { createTwinRunner } from './twin/twin-runner.ts';

/** Between two looks at a program that comes and goes without the agent. */
const RECHECK_MS = 15_000;

type RunnerSettings = Pick<
  AgentConfig,
  'comfyUiUrl' | 'name' | 'providerFile' | 'renderMemoryMiB' | 'renderThreads' | 'twinFile'
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
  http: async ({ providerFile, renderMemoryMiB, renderThreads }) => {
    const { provider, service, workflows } = await readProviderFile(providerFile!);
    return {
      runner: createHttpJobRunner({
        id: provider.adapter,
        url: service.url,
        token: tokenOf(service.tokenVariable),
        workflows,
        limits: { memoryMiB: renderMemoryMiB, threads: renderThreads },
      }),
      adapter: provider.adapter,
      workflows,
      recheckEveryMs: RECHECK_MS,
    };
  },
  twin: async ({ name, renderMemoryMiB, renderThreads, twinFile }) => {
    const file = await readTwinFile(twinFile!);
    return {
      runner: createTwinRunner({
        file,
        lane: name,
        limits: { memoryMiB: renderMemoryMiB, threads: renderThreads },
      }),
      adapter: TWIN_ADAPTER,
      workflows: file.providers.flatMap(({ workflows }) => workflows.map(({ spec }) => spec)),
    };
  },
};

function tokenOf(variable: string | null): string | null {
  if (variable === null) return null;
  const token = process.env[variable];
  if (token) return token;
  throw new ConfigFault([`${variable}: is required: the token of the job service`], [variable]);
}

/** The runners that the settings name, in their order. */
export function openRunners(names: readonly RunnerName[], settings: RunnerSettings): Promise<RunnerEntry[]> {
  return Promise.all(names.map((name) => OPENERS[name](settings)));
}
