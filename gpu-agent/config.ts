import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** The agent's version; the studio refuses agents that are too old for its protocol. */
export const AGENT_VERSION = '0.1.0';

const schema = z.object({
  /** The graph, such as `https://studio.example/graphql`. */
  GATEWAY_URL: z.url(),
  /** Where access tokens come from; default: `/oauth/token` on the gateway's origin. */
  GATEWAY_TOKEN_URL: z.url().optional(),
  /** One-time token by which the machine becomes known; needed until it is. */
  AGENT_ENROLMENT_TOKEN: z.string().min(1).optional(),
  /** Unique among the agents of one machine client. Default: the host's name. */
  AGENT_NAME: z.string().min(1).max(100).optional(),
  /** Where key and client id are kept. */
  AGENT_STATE_DIR: z.string().min(1).optional(),
  /** State folder of a local studio; the agent's own is made inside it. */
  STUDIO_STATE_DIR: z.string().min(1).optional(),
  /** Where clips lie while they are worked on; emptied at start. */
  AGENT_WORK_DIR: z.string().min(1).optional(),
  /** Tasks worked on at the same time. */
  AGENT_CONCURRENCY: z.coerce.number().int().min(1).max(32).default(2),
  /** Kind of machine, as the owner is billed for it. */
  AGENT_INSTANCE_TYPE: z.string().min(1).default('cpu.small'),
  /** Fleet that the machine belongs to; default: the studio's default fleet. */
  AGENT_FLEET: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export interface AgentConfig {
  readonly gatewayUrl: string;
  readonly tokenUrl: string;
  readonly enrolmentToken: string | null;
  readonly name: string;
  readonly stateDir: string;
  readonly workDir: string;
  readonly concurrency: number;
  readonly instanceType: string;
  readonly fleet: string | null;
  readonly logLevel: string;
}

/**
 * Reads the agent's settings.
 * @throws Error that names every fault at once
 */
export function readAgentConfig(environment: NodeJS.ProcessEnv = process.env): AgentConfig {
  const result = schema.safeParse(environment);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The environment is not complete:\n${faults.join('\n')}`);
  }
  const settings = result.data;
  const name = settings.AGENT_NAME ?? hostname();
  const localState = settings.STUDIO_STATE_DIR ? join(settings.STUDIO_STATE_DIR, 'gpu-agent') : null;
  const stateDir = settings.AGENT_STATE_DIR ?? localState ?? join(homedir(), '.effect-studio-agent');
  return Object.freeze({
    gatewayUrl: settings.GATEWAY_URL,
    tokenUrl: settings.GATEWAY_TOKEN_URL ?? new URL('/oauth/token', settings.GATEWAY_URL).href,
    enrolmentToken: settings.AGENT_ENROLMENT_TOKEN ?? null,
    name,
    stateDir,
    // Below the agent's own state: another agent of this machine must not empty it.
    workDir: settings.AGENT_WORK_DIR ?? join(stateDir, 'work'),
    concurrency: settings.AGENT_CONCURRENCY,
    instanceType: settings.AGENT_INSTANCE_TYPE,
    fleet: settings.AGENT_FLEET ?? null,
    logLevel: settings.LOG_LEVEL,
  });
}
