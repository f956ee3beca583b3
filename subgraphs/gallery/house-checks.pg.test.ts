import { newId } from '@effect-studio/kernel/ids';
import { ApprovalRequested, PreviewRendered, RunFailed } from '@effect-studio/schema/events/orchestrator';
import { admin } from '@effect-studio/testing/callers';
import { submissionOf } from '@effect-studio/testing/submission';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGallery } from './test-gallery.ts';

let gallery: TestGallery;
beforeAll(async () => {
  gallery = await TestGallery.open();
});
afterAll(() => gallery.studio.close());

async function handIn(submission = submissionOf()) {
  await gallery.studio.deliver('gallery', ApprovalRequested, submission.runId, { submission });
  await gallery.studio.settle();
  return submission;
}
const requestsOf = async (runId: string) =>
  (await gallery.studio.written('PreviewRequested.v1')).filter(({ payload }) => payload.effectId === runId);
const ASK = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Run {
  houseChecks { clip status composite cause resultUrl } } } }`;
const checksOf = async (runId: string) => {
  const { data, errors } = await gallery.studio.execute<{ _entities: { houseChecks: object[] }[] }>(
    'gallery',
    admin(),
    ASK,
    { r: [{ __typename: 'Run', id: runId }] },
  );
  expect(errors).toBeUndefined();
  return data!._entities[0]!.houseChecks;
};

describe('a result that waits for a reviewer', () => {
  it('is tried on no clip of the house where that is switched off', async () => {
    const { runId } = await handIn();
    expect(await requestsOf(runId)).toEqual([]);
    expect(await checksOf(runId)).toEqual([]);
  });

  it('is rendered on three, each once, in the platform’s budget and without its creator’s words', async () => {
    await gallery.studio.setFlag('reviews.house-checks', true);
    const submission = await handIn();
    const { runId, wish } = submission;
    const requests = await requestsOf(runId);
    expect(requests.map(({ payload }) => payload.houseClip)).toEqual([0, 1, 2]);
    for (const { budgetContext, payload } of requests) {
      expect(budgetContext).toBe('system_test');
      expect(payload.promptVariant).toMatchObject({ text: '', parameters: { strength: 1 } });
      expect(JSON.stringify(payload)).not.toContain(wish);
    }
    await handIn(submission);
    expect(await requestsOf(runId)).toHaveLength(3);
    expect(await checksOf(runId)).toMatchObject([0, 1, 2].map((clip) => ({ clip, status: 'RENDERING' })));
  });

  it('shows what came out of each clip, and why nothing did', async () => {
    const { runId } = await handIn();
    const [first, second] = await requestsOf(runId);
    const rendered = {
      ...{ ownerId: newId(), effectId: runId, revisionId: String(first!.payload.revisionId) },
      ...{ outputKey: 'outputs/house.mp4', outputSha256: 'ab'.repeat(32), composite: 0.71 },
    };
    const firstRun = String(first!.payload.previewRunId);
    await gallery.studio.deliver('gallery', PreviewRendered, firstRun, { runId: firstRun, ...rendered });
    const secondRun = String(second!.payload.previewRunId);
    await gallery.studio.deliver('gallery', RunFailed, secondRun, {
      ...{ runId: secondRun, ownerId: newId(), failedIn: 'EVALUATING', reason: 'ALL_LEGS_FAILED' },
      ...{ humanReadableCause: 'Its quality was 0.31.', suggestedAction: 'Try another clip.' },
    });
    expect(await checksOf(runId)).toMatchObject([
      { clip: 0, status: 'PASSED', composite: 0.71, resultUrl: expect.stringContaining('outputs/house.mp4') },
      { clip: 1, status: 'FAILED', cause: 'Its quality was 0.31.', resultUrl: null },
      { clip: 2, status: 'RENDERING' },
    ]);
  });

  it('is tried anew when its creator chose another candidate', async () => {
    const submission = await handIn();
    const { runId, promptVariant } = submission;
    const weaker = { ...promptVariant, parameters: { strength: 0.4 } };
    await handIn({ ...submission, finishTaskId: newId(), promptVariant: weaker });
    expect(await requestsOf(runId)).toHaveLength(6);
    expect(await checksOf(runId)).toHaveLength(3);
  });
});
