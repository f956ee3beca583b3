import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeLeaseDesk } from '@effect-studio/execution/workers/lease-desk';
import { AgentLoop } from '@effect-studio/gpu-agent/leases/agent-loop';
import { httpFileTransfer } from '@effect-studio/gpu-agent/leases/file-transfer';
import { createFfmpegRunner } from '@effect-studio/gpu-agent/runners/ffmpeg/ffmpeg-runner';
import { WORKFLOW_CATALOGUE } from '@effect-studio/gpu-agent/runners/ffmpeg/workflow-catalogue';
import { RunnerRegistry } from '@effect-studio/gpu-agent/runners/runner-registry';
import { GraphqlStudioClient } from '@effect-studio/gpu-agent/studio/graphql-studio-client';
import type { GraphCaller } from '@effect-studio/gpu-agent/studio/graphql-transport';
import type { Caller } from '@effect-studio/kernel/context';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import { admin, creator, machine, maker } from '@effect-studio/testing/callers';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seedCatalogueAndPrices } from '../seeds/catalogue-and-prices.ts';
import { ComposedStudio } from './testing/composed-studio.ts';
import { WholeRun } from './testing/whole-run.ts';

let composed: ComposedStudio;
let people: WholeRun;
let folder: string;
const loops: { loop: AgentLoop; running: Promise<void> }[] = [];
const boss = admin();

beforeAll(async () => {
  composed = await ComposedStudio.open();
  await seedCatalogueAndPrices((name) => composed.studio.call(name));
  await composed.studio.settle();
  people = new WholeRun(composed, boss);
  // Somebody else's machine, which has every workflow built in and takes none with the lease.
  await people.furnish();
  folder = await mkdtemp(join(tmpdir(), 'workflow-revisions-'));
  await startAgent('carrier');
}, 60_000);
afterAll(async () => {
  for (const { loop } of loops) await loop.drain(0, 500);
  await Promise.all(loops.map(({ running }) => running));
  closeLeaseDesk(composed.studio.call('execution').db);
  await composed.close();
  await rm(folder, { recursive: true, force: true });
});

/** An agent of the real loop, client, runner and transfers. */
async function startAgent(name: string): Promise<void> {
  const { studio } = composed;
  const caller = machine();
  const graph: GraphCaller = {
    call: async (document, variables) => {
      const given = variables as Record<string, unknown>;
      const { data, errors } = await studio.execute('execution', caller, document.toString(), given);
      if (!data) throw new Error(JSON.stringify(errors));
      return JSON.parse(JSON.stringify(data));
    },
  };
  await studio.ownerPool.query(
    'insert into execution.machine (client_id, owner_id, created_at, updated_at) values ($1, $1, now(), now())',
    [caller.subjectId],
  );
  const loop = new AgentLoop({
    client: new GraphqlStudioClient(graph),
    runners: new RunnerRegistry([
      { runner: createFfmpegRunner(), adapter: 'ffmpeg', workflows: WORKFLOW_CATALOGUE },
    ]),
    transfer: httpFileTransfer,
    workDir: await mkdtemp(join(folder, `${name}-`)),
    log: pino({ level: 'silent' }),
    concurrency: 1,
    waitMs: 500,
    registration: { name, version: '0.1.0', instanceType: 'cpu.small', fleet: null },
  });
  loops.push({ loop, running: loop.run() });
  await vi.waitFor(() => expect(loop.agentId).not.toBeNull(), 10_000);
  await studio.settle();
}

async function ask<Answer>(
  context: string,
  document: string,
  variables: object = {},
  caller: Caller = boss,
): Promise<Answer> {
  const { data, errors } = await composed.studio.execute(context as 'providers', caller, document, {
    ...variables,
  });
  if (errors) throw new Error(JSON.stringify(errors));
  return JSON.parse(JSON.stringify(Object.values(data!)[0])) as Answer;
}
const command = (name: string, input: object, caller?: Caller) =>
  ask<{ __typename: string; id: string; version: number; digest: string; isCurrent: boolean }>(
    'providers',
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { __typename
       ... on WorkflowDraft { id version digest } ... on WorkflowRevision { id isCurrent digest } ... on WorkflowTrial { id }
       ... on Problem { humanReadableCause } } }`,
    { input: { idempotencyKey: newId(), ...input } },
    caller,
  );
const written = async (type: string, runId: string) =>
  (await composed.studio.written(`${type}.v1`)).filter(({ payload }) => payload.runId === runId);

/** Lets the studio work until it is so. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(
    async () => {
      await composed.studio.settle();
      expect(await holds()).toBe(true);
    },
    { timeout: 60_000, interval: 100 },
  );
}

async function draft(caller?: Caller) {
  const { currentRevision } = await ask<{
    currentRevision: { id: string; definition: { settings: object } };
  }>('providers', '{ workflow(id: "duotone-fast") { currentRevision { id definition } } }', {}, caller);
  const { id } = await command('createWorkflowDraft', { revisionId: currentRevision.id }, caller);
  const definition = {
    ...currentRevision.definition,
    settings: { ...currentRevision.definition.settings, grainSigma: 3 },
  };
  return command('saveWorkflowDraft', { draftId: id, version: 1, definition }, caller);
}

describe('a workflow from its draft to people’s runs', () => {
  it('is tried on one machine by the path of production, reviewed, published, and taken back', async () => {
    const [exampleVideoId, footageVideoId] = [await people.send('a.mp4'), await people.send('b.mp4')];
    await composed.studio.settle();
    const made = await draft();
    const agentId = loops[0]!.loop.agentId!;

    // Somebody else's machine does not take forms with the lease.
    expect(await ask('execution', '{ eligibleAgents(workflowId: "duotone-fast") { id } }')).toEqual([
      { id: agentId },
    ]);
    const trial = await command('tryWorkflowDraft', {
      draftId: made.id,
      agentIds: [agentId],
      exampleVideoId,
      footageVideoId,
    });
    expect(trial).toMatchObject({ __typename: 'WorkflowTrial' });
    await until(async () => (await written('RunCompleted', trial.id)).length === 1);
    const [ended] = await written('TaskAttemptEnded', trial.id);
    expect(ended!.payload).toMatchObject({
      ...{ agentId, outcome: 'succeeded', budgetContext: 'system_test', workflowId: 'duotone-fast' },
    });
    expect(await written('QualityEvaluated', trial.id)).toHaveLength(1);
    expect(await written('TokensConsumed', trial.id)).toEqual([]);
    const { rows: legs } = await composed.studio.ownerPool.query(
      'select workflow_digest from orchestrator.leg where run_id = $1',
      [trial.id],
    );
    expect(legs).toEqual([{ workflow_digest: made.digest }]);

    const revision = await command('submitWorkflowDraft', { draftId: made.id, version: 2, note: 'Grain' });
    await composed.studio.settle();
    const [item] = await ask<{ id: string; kind: string }[]>(
      'notifications',
      '{ reviews(kind: WORKFLOW_REVISION) { id kind title } }',
    );
    const decided = await ask<{ status: string }>(
      'notifications',
      'mutation ($input: DecideReviewInput!) { decideReview(input: $input) { ... on WorkflowReview { status note } } }',
      { input: { reviewItemId: item!.id, isApproved: true, idempotencyKey: newId() } },
    );
    expect(decided).toEqual({ status: 'APPROVED', note: 'Grain' });
    await composed.studio.settle();
    const digests = async () =>
      (
        await composed.studio.ownerPool.query<{ digest: string; machines: number }>(
          `select w.digest, (select count(*)::int from execution.agent g join execution.workflow_revision r on r.id = any(g.revision_ids)
             where r.workflow_id = w.id and r.digest = w.digest) as machines
           from execution.workflow w join orchestrator.workflow o on o.workflow_id = w.id and o.digest = w.digest where w.id = 'duotone-fast'`,
        )
      ).rows[0];
    // Only the machine that takes forms with the lease can have it.
    expect(await digests()).toEqual({ digest: revision.digest, machines: 1 });

    const { revisions } = await ask<{ revisions: { id: string; number: number; digest: string }[] }>(
      'providers',
      '{ workflow(id: "duotone-fast") { revisions { id number digest } } }',
    );
    const house = revisions.find(({ number }) => number === 1)!;
    const back = await command('pinWorkflowRevision', { revisionId: house.id, reason: 'Too much' });
    expect(back).toMatchObject({ isCurrent: true });
    await composed.studio.settle();
    expect(await digests()).toEqual({ digest: house.digest, machines: 2 });
  }, 120_000);

  it('is tried by a maker with clips of the house, who watches the run and nobody else does', async () => {
    const clips = [await people.send('c.mp4'), await people.send('d.mp4')];
    await composed.studio.settle();
    await composed.studio.ownerPool.query(
      'update orchestrator.clip set owner_id = $1 where video_id = any($2)',
      [SYSTEM_SUBJECT_ID, clips],
    );
    const author = maker();
    const made = await draft(author);
    const trial = await command('tryWorkflowDraft', { draftId: made.id }, author);
    expect(trial).toMatchObject({ __typename: 'WorkflowTrial' });
    await until(async () => (await written('RunCompleted', trial.id)).length === 1);
    const watch = (caller: Caller) =>
      ask<object | null>(
        'orchestrator',
        'query ($id: ID!) { run(id: $id) { state candidates { status outputUrl } } }',
        { id: trial.id },
        caller,
      );
    expect(await watch(author)).toEqual({
      state: 'COMPLETED',
      candidates: [{ status: 'DONE', outputUrl: expect.stringContaining('http') }],
    });
    for (const other of [maker(), creator(), maker(author.subjectId!, newId())]) {
      expect(await watch(other)).toBeNull();
    }
    // It is the platform's run: not among theirs, and not theirs to end.
    const page = '{ runs(first: 10) { edges { node { id } } } }';
    expect(await ask('orchestrator', page, {}, author)).toEqual({ edges: [] });
    const end = 'mutation ($input: CancelRunInput!) { cancelRun(input: $input) { __typename } }';
    const input = { runId: trial.id, idempotencyKey: newId() };
    expect(await ask('orchestrator', end, { input }, author)).toEqual({ __typename: 'NotFound' });
  }, 120_000);
});
