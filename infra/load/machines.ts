import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AGENT_VERSION, type AgentConfig, readAgentConfig } from '@effect-studio/gpu-agent/config';
import { AgentLoop } from '@effect-studio/gpu-agent/leases/agent-loop';
import { httpFileTransfer } from '@effect-studio/gpu-agent/leases/file-transfer';
import { openRunners } from '@effect-studio/gpu-agent/runners/open-runners';
import { RunnerRegistry } from '@effect-studio/gpu-agent/runners/runner-registry';
import { ClientCredentials } from '@effect-studio/gpu-agent/studio/access-token';
import { Enrolment } from '@effect-studio/gpu-agent/studio/enrolment';
import { GraphqlStudioClient } from '@effect-studio/gpu-agent/studio/graphql-studio-client';
import { GraphqlTransport } from '@effect-studio/gpu-agent/studio/graphql-transport';
import {
  DeclareProviderDocument,
  SetProviderPausedDocument,
  TypedDocumentString,
} from '@effect-studio/schema/generated/client';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { forPeople } from '../chaos/studio/for-people.ts';
import { declarations, HOUSE_PROVIDER_IDS, twinDeclaration } from '../chaos/studio/twins.ts';
import { expectResult, type Graph } from '../demo/graph.ts';
import { findRunningStudio } from '../local/run-file.ts';
import { runToEnd } from '../local/run-to-end.ts';
import { repositoryRoot } from '../local/services/service-context.ts';

const SEED = 2026;
const PARTNER_SCOPES = 'media runs:read runs:write';
/** More than a run of hours asks. */
const PARTNER_QUOTA = 10_000_000;

const ISSUE = new TypedDocumentString<
  { issueEnrolmentToken: { __typename: string; token?: string } },
  { input: Record<string, unknown> }
>(`mutation ($input: IssueEnrolmentTokenInput!) { issueEnrolmentToken(input: $input) { __typename
  ... on EnrolmentToken { token } } }`);

/** Machines that work all the while: simulated agents, which lease, render and deliver what people submit. */
export interface LoadAgents {
  /** Results that they have delivered. */
  readonly delivered: number;
  stop(): Promise<void>;
}

/** Lets simulated providers do the work of people instead of the house's, and starts their agents in this process. */
export async function startAgents(
  admin: Graph,
  { stateDir, graphqlUrl, count }: { stateDir: string; graphqlUrl: string; count: number },
): Promise<LoadAgents> {
  const twinFile = path.join(stateDir, 'twins.json');
  writeFileSync(twinFile, JSON.stringify(twinDeclaration(SEED, 'drawn')));
  const tokens = Array.from({ length: count }, () => randomBytes(24).toString('base64url'));
  const declare = path.join(repositoryRoot, 'infra/processes/declare-twins.ts');
  const environment = findRunningStudio(stateDir)?.seedEnvironment;
  await runToEnd('Declaring the twins', declare, [twinFile], {
    ...environment,
    TWIN_ENROLMENT_TOKENS: tokens.join(','),
  });
  for (const declaration of declarations(SEED, 'drawn')) {
    const input = { ...declaration, idempotencyKey: uuidv7() };
    expectResult((await admin.ask(DeclareProviderDocument, { input })).declareProvider, 'Provider');
  }
  for (const providerId of HOUSE_PROVIDER_IDS) {
    const input = { providerId, isPaused: true, reason: 'load', idempotencyKey: uuidv7() };
    expectResult((await admin.ask(SetProviderPausedDocument, { input })).setProviderPaused, 'Provider');
  }
  let delivered = 0;
  const loops = await Promise.all(
    tokens.map(async (token, index) => {
      const config = machineConfig({ stateDir, graphqlUrl, name: `load-${index}`, token, twinFile });
      return startAgent(config, () => {
        delivered += 1;
      });
    }),
  );
  return {
    get delivered() {
      return delivered;
    },
    stop: async () => void (await Promise.all(loops.map((loop) => loop.drain(2_000, 1_000)))),
  };
}

/** Lets a partner's program in and gives what its requests carry, good for as long as it is asked. */
export async function letPartnerIn(
  admin: Graph,
  { stateDir, graphqlUrl, ownerId }: { stateDir: string; graphqlUrl: string; ownerId: string },
): Promise<() => Promise<string>> {
  const input = {
    ...{ name: 'Load partner', kind: 'PARTNER', ownerId, quotaPerDay: PARTNER_QUOTA },
    idempotencyKey: uuidv7(),
  };
  const { issueEnrolmentToken } = await admin.ask(ISSUE, { input });
  if (!issueEnrolmentToken.token) throw new Error(`no partner: ${issueEnrolmentToken.__typename}`);
  const { token } = issueEnrolmentToken;
  const tokens = credentials(machineConfig({ stateDir, graphqlUrl, name: 'partner', token }), PARTNER_SCOPES);
  return () => tokens.get();
}

function machineConfig(options: {
  stateDir: string;
  graphqlUrl: string;
  name: string;
  token: string;
  twinFile?: string;
}): AgentConfig {
  const folder = path.join(options.stateDir, 'machines', options.name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return readAgentConfig({
    GATEWAY_URL: options.graphqlUrl,
    AGENT_ENROLMENT_TOKEN: options.token,
    AGENT_NAME: options.name,
    AGENT_KEY_FILE: path.join(folder, 'machine.json'),
    AGENT_WORK_DIR: path.join(folder, 'work'),
    AGENT_INSTANCE_TYPE: 'twin',
    ...(options.twinFile ? { AGENT_RUNNER: 'twin', AGENT_TWIN_FILE: options.twinFile } : {}),
  });
}

function credentials(config: AgentConfig, scope?: string): ClientCredentials {
  const enrolment = new Enrolment(config);
  return new ClientCredentials(
    config.tokenUrl,
    () => enrolment.identity(),
    () => enrolment.forgetClient(),
    scope,
  );
}

async function startAgent(config: AgentConfig, onDelivery: () => void): Promise<AgentLoop> {
  mkdirSync(config.workDir, { recursive: true });
  const entries = await openRunners(config.runners, config);
  const runners = await RunnerRegistry.open(
    entries.map((entry) => ({ ...entry, runner: forPeople(entry.runner) })),
    { gpuName: null, vramMiB: null, driverVersion: null },
    () => undefined,
  );
  const loop = new AgentLoop({
    client: new GraphqlStudioClient(new GraphqlTransport(config.gatewayUrl, credentials(config))),
    runners,
    transfer: {
      // What is drawn needs no footage.
      download: async (_url, file) => writeFileSync(file, 'footage'),
      upload: async (...args) => {
        await httpFileTransfer.upload(...args);
        onDelivery();
      },
    },
    workDir: config.workDir,
    log: pino({ level: 'silent' }),
    concurrency: config.concurrency,
    registration: {
      name: config.name,
      version: AGENT_VERSION,
      instanceType: config.instanceType,
      fleet: config.fleet,
    },
  });
  void loop.run().catch(() => undefined);
  return loop;
}
