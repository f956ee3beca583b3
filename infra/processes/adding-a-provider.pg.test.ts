import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import execution from '@effect-studio/execution/subgraph';
import { closeLeaseDesk } from '@effect-studio/execution/workers/lease-desk';
import { AgentLoop } from '@effect-studio/gpu-agent/leases/agent-loop';
import { httpFileTransfer } from '@effect-studio/gpu-agent/leases/file-transfer';
import { declaredProvider, specifyDeclared } from '@effect-studio/gpu-agent/runners/declared-providers';
import { Executions } from '@effect-studio/gpu-agent/runners/executions';
import type { Runner } from '@effect-studio/gpu-agent/runners/runner';
import { RunnerError } from '@effect-studio/gpu-agent/runners/runner-error';
import { type RunnerEntry, RunnerRegistry } from '@effect-studio/gpu-agent/runners/runner-registry';
import { createTwinRunner } from '@effect-studio/gpu-agent/runners/twin/twin-runner';
import { declarationOf, twinDeclarations } from '@effect-studio/gpu-agent/studio/declaration';
import { GraphqlStudioClient } from '@effect-studio/gpu-agent/studio/graphql-studio-client';
import type { GraphCaller } from '@effect-studio/gpu-agent/studio/graphql-transport';
import { SAMPLE_LOOK } from '@effect-studio/gpu-agent/testing/sample-lease';
import { sampleTwin } from '@effect-studio/gpu-agent/testing/sample-twin';
import { newId } from '@effect-studio/kernel/ids';
import { runFfmpeg } from '@effect-studio/media/ffmpeg/ffmpeg';
import { inputArgs } from '@effect-studio/media/ffmpeg/input-arguments';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import providers from '@effect-studio/providers/subgraph';
import { seedHouseCatalogue } from '@effect-studio/providers/use-cases/seed-house-catalogue';
import { TestBatchDispatched } from '@effect-studio/schema/events/orchestrator';
import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { admin, machine } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

/** Nothing here is of the core: what a provider is, what it costs to add, stands in docs/providers/adding-a-provider.md. */
const MIRROR = specifyDeclared({
  id: 'mirror-duotone',
  effectTypeId: 'duotone',
  variant: 'fast',
  version: 1,
  description: 'The picture, the other way round.',
  settings: {},
  cost: { fixedSeconds: 0.1, secondsPerMegapixel: 0.01 },
});
const MIRRORS = declaredProvider.parse({
  ...{ id: 'mirrors', name: 'Mirrors', adapter: 'mirror', instanceType: 'mirror.small' },
});

/** An adapter that the agent was not built with. */
function mirrorRunner(): Runner {
  const executions = new Executions();
  const whyNot = ({ digest }: { digest: string }): string | null =>
    digest === MIRROR.digest ? null : 'it is another picture';
  return {
    id: 'mirror',
    supports: (workflow) => whyNot(workflow) === null,
    whyNot,
    estimate: () => ({ workUnits: 1, expectedSeconds: 1 }),
    execute: (task, io) =>
      executions.run(io, async (signal) => {
        if (task.workflowId !== MIRROR.id) throw new RunnerError('UNKNOWN_WORKFLOW', task.workflowId);
        const { startedAtMs, endedAtMs } = await runFfmpeg(
          [...inputArgs(io.inputPath), '-vf', 'hflip', '-map_metadata', '-1', '-f', 'mp4', io.outputPath],
          { timeoutMs: 60_000, signal },
        );
        io.onProgress(1);
        const mediaIntervals = [{ startedAtMs, endedAtMs }];
        return { busySeconds: (endedAtMs - startedAtMs) / 1_000, frames: 0, mediaIntervals, notes: [] };
      }),
    cancel: (executionId) => executions.cancel(executionId),
    healthCheck: async () => ({ healthy: true, version: '1' }),
  };
}

let studio: TestStudio;
let folder: string;
const loops: { loop: AgentLoop; running: Promise<void> }[] = [];

beforeAll(async () => {
  studio = await TestStudio.open([providers, execution]);
  const house = { workflowId: 'duotone-fast', effectTypeId: 'duotone', variant: 'fast' as const };
  await seedHouseCatalogue(studio.call('providers'), [
    { ...house, digest: 'a'.repeat(64), title: 'Duotone' },
  ]);
  await studio.settle();
  folder = await mkdtemp(join(tmpdir(), 'adding-a-provider-'));
  const clips = await clipFolder();
  const clip = await readFile(
    await drawClip(join(clips.path, 'clip.mp4'), ['testsrc2=s=96x64:r=10:d=1'], [...H264]),
  );
  for (const key of ['media/example/proxy.mp4', 'media/footage/proxy.mp4']) {
    await studio.call('execution').storage.put(key, clip, { contentType: 'video/mp4' });
  }
  await clips.dispose();
});
afterAll(async () => {
  for (const { loop } of loops) await loop.drain(0, 500);
  await Promise.all(loops.map(({ running }) => running));
  closeLeaseDesk(studio.call('execution').db);
  await studio.close();
  await rm(folder, { recursive: true, force: true });
});

async function declare(declaration: ReturnType<typeof declarationOf>): Promise<unknown> {
  const input = { ...declaration, idempotencyKey: newId() };
  const { data } = await studio.execute<{ declareProvider: { __typename: string } }>(
    'providers',
    admin(),
    `mutation ($input: DeclareProviderInput!) { declareProvider(input: $input) {
      __typename ... on Provider { status } ... on Problem { humanReadableCause } } }`,
    { input },
  );
  await studio.settle();
  return data?.declareProvider;
}

/** An agent of the real loop, client and transfers, on this studio. */
async function startAgent(name: string, entry: RunnerEntry): Promise<void> {
  const caller = machine();
  const graph: GraphCaller = {
    call: async (document, variables) => {
      const { data, errors } = await studio.execute(
        'execution',
        caller,
        document.toString(),
        variables as Record<string, unknown>,
      );
      if (!data) throw new Error(JSON.stringify(errors));
      return JSON.parse(JSON.stringify(data));
    },
  };
  // The studio's word about machine owners would come from identity.
  await studio.ownerPool.query(
    'insert into execution.machine (client_id, owner_id, created_at, updated_at) values ($1, $1, now(), now())',
    [caller.subjectId],
  );
  const loop = new AgentLoop({
    client: new GraphqlStudioClient(graph),
    runners: new RunnerRegistry([entry]),
    transfer: httpFileTransfer,
    workDir: await mkdtemp(join(folder, `${name}-`)),
    log: pino({ level: 'silent' }),
    concurrency: 2,
    waitMs: 500,
    registration: { name, version: '0.1.0', instanceType: 'any', fleet: null },
  });
  loops.push({ loop, running: loop.run() });
  await vi.waitFor(() => expect(loop.agentId).not.toBeNull(), 10_000);
  await studio.settle();
}

async function statusOf(providerId: string): Promise<unknown> {
  const { data } = await studio.execute<{ provider: { status: string } | null }>(
    'providers',
    admin(),
    'query ($id: ID!) { provider(id: $id) { status } }',
    { id: providerId },
  );
  return data?.provider?.status;
}

async function dispatch(
  workflow: typeof MIRROR,
  providerId: string,
  budgetContext: BudgetContext,
): Promise<string> {
  const [runId, taskId] = [newId(), newId()];
  await studio.deliver('execution', TestBatchDispatched, runId, {
    ...{ runId, ownerId: newId(), exampleDescriptor: SAMPLE_LOOK, footageDescriptor: SAMPLE_LOOK },
    inputs: { exampleKey: 'media/example/proxy.mp4', footageKey: 'media/footage/proxy.mp4' },
    excerpt: { startMs: 0, durationMs: 1_000 },
    legs: [
      {
        ...{ taskId, providerId, budgetContext, role: 'candidate', promptVariantId: 'v1', parameters: {} },
        workflowId: workflow.id,
        workflowDigest: workflow.digest.replace(/^sha256:/, ''),
        ...{ effectTypeId: workflow.effectTypeId, excerpt: null, workUnits: 1 },
      },
    ],
    decision: { manifestVersion: null, policyVersion: 'test', considered: [], seed: 'test' },
  });
  return taskId;
}

const told = async (type: string, taskId: string) =>
  (await studio.written(`${type}.v1`)).find(({ payload }) => payload.taskId === taskId)?.payload;

describe('a provider that nobody of the core knows', () => {
  it('is an adapter, a config row and a registration: then it is healthy, gets work and hands it in', async () => {
    expect(await declare(declarationOf(MIRRORS, [MIRROR]))).toMatchObject({
      __typename: 'Provider',
      status: 'UNHEALTHY',
    });
    await startAgent('mirrors', { runner: mirrorRunner(), adapter: 'mirror', workflows: [MIRROR] });
    expect(await statusOf('mirrors')).toBe('HEALTHY');
    const taskId = await dispatch(MIRROR, 'mirrors', 'user_run');
    await vi.waitFor(async () => expect(await told('TaskSucceeded', taskId)).toBeDefined(), 20_000);
    expect(await told('TaskSucceeded', taskId)).toMatchObject({
      providerId: 'mirrors',
      outputKey: expect.stringMatching(/^outputs\//),
    });
    expect(await told('TaskAttemptEnded', taskId)).toMatchObject({
      instanceType: 'mirror.small',
      outcome: 'succeeded',
    });
  });
});

describe('a provider twin in the studio', () => {
  it('works by the same protocol, for the studio’s own tries and never for people', async () => {
    const file = sampleTwin({ timeScale: 0.1 });
    const [twin] = file.providers;
    const { spec } = twin!.workflows[0]!;
    await declare(twinDeclarations(file)[0]!);
    const catalogue = (await studio.written('WorkflowCatalogueChanged.v1')).at(-1)!.payload;
    expect(JSON.stringify(catalogue)).toContain('"budgetContexts":["benchmark","system_test"]');
    await startAgent('twin', { runner: createTwinRunner({ file }), adapter: 'twin', workflows: [spec] });
    const [ours, theirs] = [
      await dispatch(spec, twin!.id, 'benchmark'),
      await dispatch(spec, twin!.id, 'user_run'),
    ];
    await vi.waitFor(async () => {
      expect(await told('TaskSucceeded', ours)).toBeDefined();
      expect(await told('TaskFailed', theirs)).toBeDefined();
    }, 30_000);
    expect(await told('TaskAttemptEnded', ours)).toMatchObject({ budgetContext: 'benchmark' });
    expect(await told('TaskFailed', theirs)).toMatchObject({ causeClass: 'nonRetryable' });
    expect(await told('TaskSucceeded', theirs)).toBeUndefined();
  });
});
