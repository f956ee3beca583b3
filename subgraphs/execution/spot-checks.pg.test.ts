import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@effect-studio/kernel/ids';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import {
  digestOfPublished,
  MANIFEST_KEY,
  MANIFEST_PURPOSE,
  type PublishedManifest,
  signedText,
} from '@effect-studio/schema/routing/published-manifest';
import { admin } from '@effect-studio/testing/callers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isDrawn } from './domain/spot-check.ts';
import { ExecutionRig, type RegisteredMachine, sha256 } from './testing/execution-rig.ts';

let rig: ExecutionRig;
let right: Buffer;
let wrong: Buffer;
beforeAll(async () => {
  process.env.SPOT_CHECK_PROBATION_SHARE = '0.25';
  process.env.SPOT_CHECK_TRUSTED_SHARE = '0.02';
  const folder = await clipFolder();
  const draw = async (name: string, source: string) =>
    readFile(await drawClip(join(folder.path, `${name}.mp4`), [source], [...H264]));
  right = await draw('right', 'testsrc2=s=160x120:r=10:d=1');
  wrong = await draw('wrong', 'mandelbrot=s=160x120:r=10,trim=duration=1');
  await folder.dispose();
});
beforeEach(async () => {
  rig = await ExecutionRig.open();
  await rig.studio.call('execution').redis.del(MANIFEST_KEY);
});
afterAll(() => rig.close());

/** A task that will be checked when somebody on probation renders it. */
function checkedTask(): string {
  for (;;) {
    const id = newId();
    if (isDrawn(id, 0.02)) return id;
  }
}
async function deliver(agent: RegisteredMachine, bytes: Buffer): Promise<string> {
  // What is known of an agent is used for five seconds.
  rig.studio.clock.advance(6_000);
  const [lease] = await rig.lease(agent, 1);
  await rig.upload(lease!.leaseId, bytes);
  await rig.complete(agent, lease!.leaseId, { sha256: sha256(bytes), sizeBytes: bytes.length });
  await rig.studio.settle();
  return lease!.taskId;
}
const trust = async (agent: RegisteredMachine, to?: string): Promise<string> => {
  if (to)
    await rig.studio.ownerPool.query('update execution.agent set trust = $2 where id = $1', [
      agent.agentId,
      to,
    ]);
  const { rows } = await rig.studio.ownerPool.query('select trust from execution.agent where id = $1', [
    agent.agentId,
  ]);
  return rows[0].trust;
};
const checks = async () =>
  (await rig.studio.ownerPool.query('select stage, state from execution.spot_check order by stage')).rows;

/** One task, rendered by `first`; the others are there to check it. */
async function begin(first: RegisteredMachine, bytes: Buffer): Promise<string> {
  const taskId = checkedTask();
  await rig.dispatch([rig.leg({ taskId })]);
  expect(await deliver(first, bytes)).toBe(taskId);
  return taskId;
}

/** What economics last said, with a cost for the workflow that is rendered here. */
async function putManifest(fields: Partial<PublishedManifest>): Promise<void> {
  const { redis, signatures, clock } = rig.studio.call('execution');
  const now = clock.now().toISOString();
  const unknown = {
    expectedMargin: null,
    marginLowerBound: null,
    expectedQuality: null,
    qualityLowerBound: null,
    expectedDurationMs: null,
    durationUpperBoundMs: null,
    successShare: null,
    successLowerBound: null,
  };
  const content = {
    version: 1,
    generatedAt: now,
    policies: [],
    entries: [
      {
        effectTypeId: 'look-match',
        workflowId: 'look-match-fast',
        providerId: 'cpu-swift',
        rank: 1,
        weight: 1,
        state: 'ELIGIBLE' as const,
        isBarred: false,
        reason: '',
        shadowLegsPerCycle: 0,
        expectedCostNanoUsd: '41667',
        sampleCount: 0,
        ...unknown,
      },
    ],
    trials: [],
    isExplorationStopped: fields.isExplorationStopped ?? false,
  };
  const checked = {
    digest: digestOfPublished(content),
    checkedAt: now,
    explorationLeftNanoUsd: fields.explorationLeftNanoUsd ?? null,
  };
  const signature = fields.signature ?? signatures.sign(MANIFEST_PURPOSE, signedText(checked));
  await redis.set(MANIFEST_KEY, JSON.stringify({ ...content, ...checked, signature }));
}

describe('an output that is rendered a second time elsewhere', () => {
  it('is a shadow leg of the same run with the same seed, and counts for its agent when the pictures agree', async () => {
    const agent = await rig.register({ name: 'a' });
    const checker = await rig.register({ name: 'b' });
    await trust(checker, 'TRUSTED');
    const taskId = await begin(agent, right);
    const checkId = await deliver(checker, right);
    expect(await checks()).toEqual([{ stage: 1, state: 'AGREED' }]);
    const [original, again] = [taskId, checkId].map((id) =>
      rig.events('TaskAttemptEnded', id).then(([event]) => event!),
    );
    expect(await again).toMatchObject({
      role: 'shadow',
      outcome: 'succeeded',
      runId: (await original)!.runId,
    });
    const { rows } = await rig.studio.ownerPool.query(
      'select count(distinct correlation_id)::int as traces, count(distinct budget_context)::int as budgets from execution.task where id = any($1)',
      [[taskId, checkId]],
    );
    expect(rows).toEqual([{ traces: 1, budgets: 1 }]);
    const { data } = await rig.studio.execute<{ agent: object }>(
      'execution',
      admin(),
      'query ($id: ID!) { agent(id: $id) { spotChecks { state stage checker { id } task { id } colourDistance } } }',
      { id: agent.agentId },
    );
    expect(JSON.parse(JSON.stringify(data!.agent))).toEqual({
      spotChecks: [
        {
          state: 'AGREED',
          stage: 1,
          checker: { id: checker.agentId },
          task: { id: taskId },
          colourDistance: 0,
        },
      ],
    });
    expect(await trust(agent)).toBe('PROBATION');
  });

  it('quarantines a machine on probation that a trusted one contradicts', async () => {
    const agent = await rig.register({ name: 'a' });
    const checker = await rig.register({ name: 'b' });
    await trust(checker, 'TRUSTED');
    await begin(agent, wrong);
    await deliver(checker, right);
    expect(await checks()).toEqual([{ stage: 1, state: 'DISAGREED' }]);
    expect([await trust(agent), await trust(checker)]).toEqual(['QUARANTINED', 'TRUSTED']);
  });

  it('lets a third decide between equals: who stands alone was wrong', async () => {
    const [agent, liar, third] = [
      await rig.register({ name: 'a' }),
      await rig.register({ name: 'b' }),
      await rig.register({ name: 'c' }),
    ];
    for (const one of [agent, liar]) await trust(one, 'TRUSTED');
    await begin(agent, right);
    await deliver(liar, wrong);
    await deliver(third, right);
    expect(await checks()).toEqual([
      { stage: 1, state: 'DISAGREED' },
      { stage: 2, state: 'AGREED' },
    ]);
    expect([await trust(agent), await trust(liar)]).toEqual(['TRUSTED', 'QUARANTINED']);
  });

  it('comes to nothing when no machine takes it in time', async () => {
    const agent = await rig.register({ name: 'a' });
    const checker = await rig.register({ name: 'b' });
    await begin(agent, right);
    expect(await checks()).toEqual([{ stage: 1, state: 'WAITING' }]);
    rig.studio.clock.advance(31 * 60_000);
    await rig.studio.settle();
    expect(await checks()).toEqual([{ stage: 1, state: 'INCONCLUSIVE' }]);
    expect([await trust(agent), await trust(checker)]).toEqual(['PROBATION', 'PROBATION']);
  });

  it('comes to nothing when its run ends before anybody began', async () => {
    const agent = await rig.register({ name: 'a' });
    await rig.register({ name: 'b' });
    const taskId = await begin(agent, right);
    const [{ runId }] = (await rig.events('TaskSucceeded', taskId)) as [{ runId: string }];
    await rig.cancel(runId);
    expect(await checks()).toEqual([{ stage: 1, state: 'INCONCLUSIVE' }]);
  });

  it.each([
    ['the exploration wallet is empty', { isExplorationStopped: true }, 0],
    ['it has less left than a leg costs', { explorationLeftNanoUsd: '41666' }, 0],
    ['it has enough for one', { explorationLeftNanoUsd: '41667' }, 1],
  ])('asks the wallet that it is booked to: %s', async (_case, fields, drawn) => {
    await putManifest(fields);
    const agent = await rig.register({ name: 'a' });
    await rig.register({ name: 'b' });
    await begin(agent, right);
    expect(await checks()).toHaveLength(drawn);
  });

  it('is not drawn by the word of a manifest that the studio did not sign', async () => {
    await putManifest({ signature: 'x' });
    const agent = await rig.register({ name: 'a' });
    await rig.register({ name: 'b' });
    await begin(agent, right);
    expect(await checks()).toEqual([]);
  });

  it('is not asked of the machine’s own owner', async () => {
    const agent = await rig.register({ name: 'a' });
    await rig.register({ name: 'b', caller: agent.caller });
    await begin(agent, right);
    expect(await checks()).toEqual([]);
  });
});
