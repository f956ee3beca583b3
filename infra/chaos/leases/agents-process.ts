import { mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AgentLoop } from '@effect-studio/gpu-agent/leases/agent-loop';
import { type FileTransfer, httpFileTransfer } from '@effect-studio/gpu-agent/leases/file-transfer';
import { RunnerRegistry } from '@effect-studio/gpu-agent/runners/runner-registry';
import { createTwinRunner } from '@effect-studio/gpu-agent/runners/twin/twin-runner';
import { GraphqlStudioClient } from '@effect-studio/gpu-agent/studio/graphql-studio-client';
import { type AccessTokens, GraphqlTransport } from '@effect-studio/gpu-agent/studio/graphql-transport';
import { InternalTokens } from '@effect-studio/kernel/graph/internal-token';
import { newId } from '@effect-studio/kernel/ids';
import { pino } from 'pino';
import { randomChoices } from '../random.ts';
import { TroubledClient } from './troubled-client.ts';
import { TWIN_ADAPTER, TWIN_WORKFLOW, twinCaller, twinFile } from './twin-work.ts';

/**
 * Some simulated agents in one process: the agent's own loop, lease keeper, client and uploads over HTTP; the
 * rendering is a twin's. Arguments: seed, number of the first agent, how many, journal, apis. Keys come from the environment.
 */
const [seed, first, count, journal, ...apis] = process.argv.slice(2) as [string, string, string, string];
const keys = {
  privateKeyPem: process.env.INTERNAL_TOKEN_PRIVATE_KEY ?? '',
  publicKeyPem: process.env.INTERNAL_TOKEN_PUBLIC_KEY ?? '',
};
const tokens = new InternalTokens(keys);
const log = pino({ level: 'error' });
const TOKEN_FOR_MS = 120_000;

async function startAgent(agent: number): Promise<void> {
  const random = randomChoices(Number(seed) + agent);
  const api = (apis as string[])[agent % apis.length]!;
  const client = new GraphqlStudioClient(new GraphqlTransport(`${api}/execution/graphql`, tokensOf(agent)));
  const workDir = path.join(path.dirname(journal), `work-${agent}`);
  mkdirSync(workDir, { recursive: true });
  const runners = new RunnerRegistry([
    {
      runner: createTwinRunner({ file: twinFile(Number(seed)), lane: `agent ${agent}` }),
      adapter: TWIN_ADAPTER,
      workflows: [TWIN_WORKFLOW],
    },
  ]);
  writeFileSync(journal, '', { flag: 'a' });
  const loop = new AgentLoop({
    client: new TroubledClient(client, random, journal),
    runners,
    transfer: twinTransfer,
    workDir,
    log,
    concurrency: 1,
    waitMs: 5_000,
    registration: {
      name: `twin-${agent}`,
      version: '0.1.0',
      instanceType: 'twin',
      fleet: null,
    },
  });
  await loop.run();
}

/** There is no footage to fetch; results are really uploaded. */
const twinTransfer: FileTransfer = {
  download: async (_url, file) => writeFile(file, 'footage'),
  upload: (file, url, signal) => httpFileTransfer.upload(file, url, signal),
};

function tokensOf(agent: number): AccessTokens {
  let made: { token: Promise<string>; at: number } | null = null;
  return {
    get: () => {
      if (!made || performance.now() - made.at > TOKEN_FOR_MS) {
        const token = tokens.sign({ caller: twinCaller(agent), correlationId: newId() });
        made = { token, at: performance.now() };
      }
      return made.token;
    },
    forget: () => {
      made = null;
    },
  };
}

// Last: what the agents use is defined above.
await Promise.all(Array.from({ length: Number(count) }, (_, index) => startAgent(Number(first) + index)));
