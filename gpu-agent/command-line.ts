import { parseArgs } from 'node:util';
import { ConfigFault, RUNNER_NAMES } from './config.ts';

/** Flags that are settings, and the setting that each is. */
const SETTINGS = {
  gateway: 'GATEWAY_URL',
  key: 'AGENT_KEY_FILE',
  runner: 'AGENT_RUNNER',
  comfyui: 'COMFYUI_URL',
  concurrency: 'AGENT_CONCURRENCY',
  name: 'AGENT_NAME',
  fleet: 'AGENT_FLEET',
  'instance-type': 'AGENT_INSTANCE_TYPE',
  'work-dir': 'AGENT_WORK_DIR',
  'health-port': 'AGENT_HEALTH_PORT',
  provider: 'AGENT_PROVIDER_FILE',
  twin: 'AGENT_TWIN_FILE',
} as const;

const SWITCHES = ['doctor', 'declare', 'help', 'version'] as const;

export type AgentCommand = 'run' | (typeof SWITCHES)[number];

export const USAGE = `effect-studio-agent --gateway URL --key FILE [--runner ${RUNNER_NAMES.join('|')}] [--comfyui URL] [--concurrency N]

Leases tasks from a studio, renders them and hands the results in.

  --gateway URL        the studio's graph, such as https://studio.example/graphql
  --key FILE           the machine's key and client id; made on first use
  --runner NAMES       ways to render, comma-separated; default: ffmpeg, and comfyui where --comfyui is given
  --comfyui URL        a running ComfyUI; default with --runner comfyui: http://127.0.0.1:8188
  --provider FILE      declaration of a job service, with --runner http
  --twin FILE          declaration of simulated providers, with --runner twin
  --concurrency N      tasks at the same time, 1 to 32; default 2
  --name NAME          unique among the agents of one machine client; default: the host's name
  --fleet NAME         default: the studio's default fleet
  --instance-type TYPE kind of machine, as its owner is billed; default cpu.small
  --work-dir FOLDER    where clips lie while they are worked on
  --health-port PORT   /health/live, /health/ready and /metrics on this machine; default: none
  --doctor             say what this machine can run and why not, then end
  --declare            print what an admin sends to declareProvider, with digests, as JSON, then end
  --version, --help

AGENT_ENROLMENT_TOKEN makes the machine known, once. Every flag is also a setting of the environment; the README has all.
`;

/** What was asked for, and the environment with the flags put over it. */
export interface CommandLine {
  command: AgentCommand;
  environment: NodeJS.ProcessEnv;
  /** What the person calls a setting: its flag where there is one. */
  called(setting: string): string;
}

/**
 * Reads the command line.
 * @throws ConfigFault with every flag that is unknown, without a value, or not a flag
 */
export function readCommandLine(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): CommandLine {
  const options = Object.fromEntries([
    ...Object.keys(SETTINGS).map((flag) => [flag, { type: 'string' as const, multiple: flag === 'runner' }]),
    ...SWITCHES.map((flag) => [flag, { type: 'boolean' as const }]),
  ]);
  const { values, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const faults = tokens.flatMap((token) => {
    if (token.kind === 'positional') return [`${token.value}: is no flag; see --help`];
    if (token.kind !== 'option') return [];
    if (!(token.name in options)) return [`${token.rawName}: there is no such flag; see --help`];
    const wantsValue = token.name in SETTINGS;
    if (wantsValue && (!token.value || token.value.startsWith('-')))
      return [`${token.rawName}: needs a value`];
    return !wantsValue && token.value !== undefined ? [`${token.rawName}: takes no value`] : [];
  });
  if (faults.length > 0) throw new ConfigFault(faults);
  const given = Object.entries(SETTINGS).flatMap(([flag, setting]) => {
    const value = values[flag];
    return value === undefined ? [] : [[setting, Array.isArray(value) ? value.join(',') : String(value)]];
  });
  const flagOf = new Map(Object.entries(SETTINGS).map(([flag, setting]) => [setting as string, `--${flag}`]));
  return {
    command: SWITCHES.find((name) => values[name]) ?? 'run',
    environment: { ...environment, ...Object.fromEntries(given) },
    called: (setting) => {
      const flag = flagOf.get(setting);
      return flag ? `${flag} (${setting})` : setting;
    },
  };
}
