import {
  AdvanceTestClockDocument,
  DecideReviewDocument,
  MyWalletDocument,
  ReconcileLedgerDocument,
  ReviewQueueDocument,
  RunProgressDocument,
  RunReportDocument,
  StartUploadDocument,
  SubmitRunDocument,
  VideoStateDocument,
} from '@effect-studio/schema/generated/client';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { followRun } from '../demo/follow-run.ts';
import { expectResult, type Graph } from '../demo/graph.ts';
import { ProgressDisplay } from '../demo/progress-display.ts';
import { untilReady, upload } from '../demo/upload.ts';
import { StudioUnderTest } from './studio-under-test.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const DAY_MS = 86_400_000;
const PRICE_TOKENS = 20;
const silent = new ProgressDisplay(null);

let world: StudioUnderTest;
let creator: Graph;
let admin: Graph;
let clip: string;
beforeAll(async () => {
  world = await StudioUnderTest.start();
  clip = await world.drawClip('clip.mp4', 'testsrc2=s=160x120:d=1:r=25');
  creator = await world.person('creator');
  admin = await world.person('admin');
});
afterAll(async () => {
  await creator?.close();
  await admin?.close();
  await world?.stop();
});

async function send(): Promise<string> {
  const { videoId } = await upload(creator, clip, () => undefined);
  await untilReady(creator, videoId, clip);
  return videoId;
}

async function submit(exampleVideoId: string, footageVideoId: string): Promise<string> {
  const input = { exampleVideoId, footageVideoId, wish: 'Make it warm', idempotencyKey: uuidv7() };
  const { submitRun } = await creator.ask(SubmitRunDocument, { input });
  return expectResult(submitRun, 'Run').id;
}

const follow = (runId: string, until: string) =>
  followRun(creator, runId, { after: '0', until, display: silent });

/** Lets days go by, everywhere. */
async function pass(days: number): Promise<void> {
  const { advanceTestClock } = await admin.ask(AdvanceTestClockDocument, { byMs: String(days * DAY_MS) });
  expectResult(advanceTestClock, 'TestClock');
}

async function decide(runId: string, isApproved: boolean): Promise<void> {
  const { reviewQueue } = await admin.ask(ReviewQueueDocument, {});
  const reviewItemId = reviewQueue.find(({ run }) => run.id === runId)!.id;
  const words = isApproved ? {} : { reason: 'Nobody needs it any more.' };
  const input = { reviewItemId, isApproved, ...words, idempotencyKey: uuidv7() };
  const { decideReview } = await admin.ask(DecideReviewDocument, { input });
  expectResult(decideReview, 'ReviewItem');
}

/** When the run reached a state, by the studio's clock. */
async function reachedAt(runId: string, state: string): Promise<number> {
  for await (const { runProgress } of creator.follow(RunProgressDocument, { id: runId, after: '0' })) {
    if (runProgress.__typename === 'RunAdvance' && runProgress.to === state)
      return Date.parse(runProgress.at);
  }
  throw new Error(`the run was never ${state}`);
}

const wallet = async () => (await creator.ask(MyWalletDocument, {})).wallet!;
const eventually = { timeout: 60_000, interval: 50 };

it('seven days pass through api, workers and agent in one go: what waits for people waits, everything else ends', async () => {
  const startedMs = performance.now();
  const before = await wallet();

  // Day 0: one run waits for a reviewer, one is being rendered, one upload is forgotten.
  const [example, footage] = [await send(), await send()];
  const waiting = await submit(example, footage);
  expect((await follow(waiting, 'AWAITING_APPROVAL')).state).toBe('AWAITING_APPROVAL');
  const finishedAtMs = await reachedAt(waiting, 'AWAITING_APPROVAL');
  const started = await creator.ask(StartUploadDocument, {
    input: { fileName: 'forgotten.mp4', sizeBytes: '1000', idempotencyKey: uuidv7() },
  });
  const { video: forgotten } = expectResult(started.startUpload, 'Upload');
  const overtaken = await submit(example, footage);
  await follow(overtaken, 'RUNNING');

  // Day 1: the lease, the deadline of the run and the upload are over.
  await pass(1);
  expect(['EXPIRED', 'FAILED']).toContain((await follow(overtaken, 'EXPIRED')).state);
  await expect
    .poll(async () => (await creator.ask(RunReportDocument, { id: overtaken })).run, eventually)
    .toMatchObject({ consumedTokens: 0, refundedTokens: PRICE_TOKENS });
  await expect
    .poll(async () => (await creator.ask(VideoStateDocument, { id: forgotten.id })).video, eventually)
    .toMatchObject({ status: 'REJECTED', rejection: { reason: 'NEVER_SENT' } });

  // Day 3: the machine works on, under the time of the studio.
  await pass(2);
  const later = await submit(example, footage);
  expect((await follow(later, 'AWAITING_APPROVAL')).state).toBe('AWAITING_APPROVAL');
  const dayOfLater = ((await reachedAt(later, 'AWAITING_APPROVAL')) - finishedAtMs) / DAY_MS;
  expect(Math.floor(dayOfLater)).toBe(3);

  // Day 5: the reviewer is back.
  await pass(2);
  expect((await creator.ask(RunReportDocument, { id: waiting })).run?.state).toBe('AWAITING_APPROVAL');
  await decide(waiting, true);
  expect((await follow(waiting, 'PUBLISHED')).state).toBe('PUBLISHED');
  expect(Math.floor(((await reachedAt(waiting, 'PUBLISHED')) - finishedAtMs) / DAY_MS)).toBe(5);

  // Day 8: the session is still good, the beginning can no longer be followed, the books are straight.
  await pass(3);
  await decide(later, false);
  await expect
    .poll(async () => (await creator.ask(RunReportDocument, { id: later })).run, eventually)
    .toMatchObject({ state: 'REJECTED', refundedTokens: PRICE_TOKENS });
  const first = await creator.follow(RunProgressDocument, { id: waiting, after: '1' }).next();
  expect(first.value?.runProgress.__typename).toBe('Gap');
  await expect
    .poll(wallet, eventually)
    .toEqual({ ...before, availableTokens: before.availableTokens - PRICE_TOKENS });
  const { reconcileLedger } = await admin.ask(ReconcileLedgerDocument, {});
  expect(reconcileLedger).toMatchObject({ sumTokens: '0', mismatchedAccounts: 0, isBalanced: true });

  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  process.stdout.write(`eight days of the studio went by in ${seconds} s\n`);
});
