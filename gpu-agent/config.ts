import { homedir, hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** The agent's version; the studio refuses agents that are too old for its protocol. The package's is the same. */
export const AGENT_VERSION = '0.1.0';

/** Ways to render that the agent is built with. */
export const RUNNER_NAMES = ['ffmpeg', 'comfyui', 'http', 'twin'] as const;
export type RunnerName = (typeof RUNNER_NAMES)[number];

const LEAST_RENDER_MEMORY_MIB = 256;

const runnerNames = z
  .string()
  .transform((names) => [...new Set(names.split(',').map((name) => name.trim()))])
  .pipe(z.array(z.enum(RUNNER_NAMES)).min(1));

const schema = z.object({
  /** The graph, such as `https://studio.example/graphql`. */
  GATEWAY_URL: z.url({ protocol: /^https?$/, error: 'is required: the address of the studio’s graph' }),
  /** Where access tokens come from; default: `/oauth/token` on the gateway's origin. */
  GATEWAY_TOKEN_URL: z.url().optional(),
  /** One-time token by which the machine becomes known; needed until it is. */
  AGENT_ENROLMENT_TOKEN: z.string().min(1).optional(),
  /** The machine's key and client id; made on first use. Default: `machine.json` in the state folder. */
  AGENT_KEY_FILE: z.string().min(1).optional(),
  /** Unique among the agents of one machine client. Default: the host's name. */
  AGENT_NAME: z.string().min(1).max(100).optional(),
  /** Where key and clips are kept. */
  AGENT_STATE_DIR: z.string().min(1).optional(),
  /** State folder of a local studio; the agent's own is made inside it. */
  STUDIO_STATE_DIR: z.string().min(1).optional(),
  /** Where clips lie while they are worked on; emptied at start, but for results that nobody took yet. */
  AGENT_WORK_DIR: z.string().min(1).optional(),
  /** Tasks worked on at the same time. */
  AGENT_CONCURRENCY: z.coerce.number().int().min(1).max(32).default(2),
  /** Kind of machine, as the owner is billed for it. */
  AGENT_INSTANCE_TYPE: z.string().min(1).default('cpu.small'),
  /** Fleet that the machine belongs to; default: the studio's default fleet. */
  AGENT_FLEET: z.string().min(1).optional(),
  /** Comma-separated. Default: `ffmpeg`, and `comfyui` where `COMFYUI_URL` is set. */
  AGENT_RUNNER: runnerNames.optional(),
  COMFYUI_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Declaration of a provider's job service; with the runner `http`. */
  AGENT_PROVIDER_FILE: z.string().min(1).optional(),
  /** Declaration of simulated providers; with the runner `twin`. */
  AGENT_TWIN_FILE: z.string().min(1).optional(),
  /** MiB of memory that one render may take; where the system can hold it to that. */
  AGENT_RENDER_MEMORY_MIB: z.coerce.number().int().min(LEAST_RENDER_MEMORY_MIB).default(4_096),
  /** Threads of one render, per stage of it. */
  AGENT_RENDER_THREADS: z.coerce.number().int().min(1).max(64).default(2),
  /** With less space left than this the agent takes no work. */
  AGENT_LEAST_DISK_MIB: z.coerce.number().int().min(0).default(512),
  /** Milliseconds that running tasks may end by themselves when the agent is told to stop; then they are handed back. */
  AGENT_DRAIN_MS: z.coerce.number().int().min(0).max(600_000).default(7_000),
  /** Port for probes and figures of whoever watches the machine; default: none. */
  AGENT_HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Address of that port; probes of a container come from outside and need `0.0.0.0`. */
  AGENT_HEALTH_HOST: z.string().min(1).default('127.0.0.1'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/** Faults between settings. They are looked for in what was given, so that they are told with all the others. */
function faultsTogether(given: NodeJS.ProcessEnv): string[][] {
  const runners = (given.AGENT_RUNNER ?? '').split(',').map((name) => name.trim());
  const faults: [boolean, string, string][] = [
    [
      runners.includes('http') && !given.AGENT_PROVIDER_FILE,
      'AGENT_PROVIDER_FILE',
      'the runner http needs the declaration of a provider',
    ],
    [
      runners.includes('twin') && !given.AGENT_TWIN_FILE,
      'AGENT_TWIN_FILE',
      'the runner twin needs the declaration of simulated providers',
    ],
    [
      runners.includes('twin') && runners.length > 1,
      'AGENT_RUNNER',
      'a twin does no real work and stands alone',
    ],
  ];
  return faults.filter(([isAtFault]) => isAtFault).map(([, name, message]) => [name, message]);
}

export interface AgentConfig {
  readonly gatewayUrl: string;
  readonly tokenUrl: string;
  readonly enrolmentToken: string | null;
  readonly keyFile: string;
  readonly name: string;
  readonly workDir: string;
  readonly concurrency: number;
  readonly instanceType: string;
  readonly fleet: string | null;
  readonly runners: readonly RunnerName[];
  readonly comfyUiUrl: string;
  readonly providerFile: string | null;
  readonly twinFile: string | null;
  readonly renderMemoryMiB: number;
  readonly renderThreads: number;
  readonly leastDiskMiB: number;
  readonly drainMs: number;
  readonly logLevel: string;
  /** Null: no port is opened. */
  readonly health: { readonly port: number; readonly host: string } | null;
}

/** Where ComfyUI listens when nobody says otherwise. */
const DEFAULT_COMFYUI_URL = 'http://127.0.0.1:8188';

/** The settings do not fit; `faults` has one line for each. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
  readonly faults: readonly string[];
  /** Settings of the environment that are at fault, as far as it is one of them. */
  readonly settings: readonly string[];

  constructor(faults: readonly string[], settings: readonly string[] = []) {
    super(`The settings are not complete:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
    this.settings = settings;
  }
}

/**
 * Reads the agent's settings.
 * @param called what the person calls a setting, such as `--comfyui` for `COMFYUI_URL`; default: its own name
 * @throws ConfigFault with every fault at once
 */
export function readAgentConfig(
  environment: NodeJS.ProcessEnv = process.env,
  called: (name: string) => string = (name) => name,
): AgentConfig {
  // An empty setting is one that was not made: what passes environments on cannot leave names out.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  const faults = [
    ...(result.error?.issues.map((issue) => [String(issue.path[0] ?? ''), issue.message]) ?? []),
    ...faultsTogether(given),
  ];
  if (!result.success || faults.length > 0) {
    throw new ConfigFault(
      faults.map(([name, message]) => `${called(name!)}: ${message}`),
      faults.map(([name]) => name!),
    );
  }
  const settings = result.data;
  const name = settings.AGENT_NAME ?? hostname();
  const localState = settings.STUDIO_STATE_DIR ? join(settings.STUDIO_STATE_DIR, 'gpu-agent') : null;
  const besideKey = settings.AGENT_KEY_FILE ? dirname(settings.AGENT_KEY_FILE) : null;
  const stateDir =
    settings.AGENT_STATE_DIR ?? localState ?? besideKey ?? join(homedir(), '.effect-studio-agent');
  return Object.freeze({
    gatewayUrl: settings.GATEWAY_URL,
    tokenUrl: settings.GATEWAY_TOKEN_URL ?? new URL('/oauth/token', settings.GATEWAY_URL).href,
    enrolmentToken: settings.AGENT_ENROLMENT_TOKEN ?? null,
    keyFile: settings.AGENT_KEY_FILE ?? join(stateDir, 'machine.json'),
    name,
    // Below the agent's own name: another agent of this machine must not empty it.
    workDir: settings.AGENT_WORK_DIR ?? join(stateDir, 'work', name.replaceAll(/[^\w.-]/g, '_')),
    concurrency: settings.AGENT_CONCURRENCY,
    instanceType: settings.AGENT_INSTANCE_TYPE,
    fleet: settings.AGENT_FLEET ?? null,
    runners: settings.AGENT_RUNNER ?? defaultRunners(settings.COMFYUI_URL),
    comfyUiUrl: settings.COMFYUI_URL ?? DEFAULT_COMFYUI_URL,
    providerFile: settings.AGENT_PROVIDER_FILE ?? null,
    twinFile: settings.AGENT_TWIN_FILE ?? null,
    renderMemoryMiB: settings.AGENT_RENDER_MEMORY_MIB,
    renderThreads: settings.AGENT_RENDER_THREADS,
    leastDiskMiB: settings.AGENT_LEAST_DISK_MIB,
    drainMs: settings.AGENT_DRAIN_MS,
    logLevel: settings.LOG_LEVEL,
    health:
      settings.AGENT_HEALTH_PORT === undefined
        ? null
        : { port: settings.AGENT_HEALTH_PORT, host: settings.AGENT_HEALTH_HOST },
  });
}

const defaultRunners = (comfyUiUrl: string | undefined): RunnerName[] =>
  comfyUiUrl ? ['ffmpeg', 'comfyui'] : ['ffmpeg'];
