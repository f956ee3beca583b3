import { topUpWallet } from '@effect-studio/economics/ledger/use-cases/top-up-wallet';
import { closeLeaseDesk } from '@effect-studio/execution/workers/lease-desk';
import { openSessionForIssuer } from '@effect-studio/identity/use-cases/open-session-for-issuer';
import type { Caller } from '@effect-studio/kernel/context';
import { isProblem } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { admin, creator } from '@effect-studio/testing/callers';
import type { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedCatalogueAndPrices } from '../../seeds/catalogue-and-prices.ts';
import { ComposedStudio } from '../testing/composed-studio.ts';
import { WholeRun } from '../testing/whole-run.ts';

const HOUR_MS = 3_600_000;
let composed: ComposedStudio;
let studio: TestStudio;

const sharedBucket = process.env.TEST_S3_BUCKET;
beforeAll(async () => {
  // All objects are looked at: not in a bucket where other tests have theirs.
  process.env.TEST_S3_BUCKET = `erasure-run-${newId()}`;
  composed = await ComposedStudio.open();
  ({ studio } = composed);
  await seedCatalogueAndPrices((context) => studio.call(context));
  await studio.settle();
}, 120_000);
afterAll(async () => {
  process.env.TEST_S3_BUCKET = sharedBucket;
  if (studio) closeLeaseDesk(studio.call('execution').db);
  await composed?.close();
});

/** Somebody with tokens and a run whose legs machines may take. */
async function somebodysRun() {
  const email = `${newId()}@example.org`;
  const account = { issuer: 'https://issuer.example', subject: email, email, displayName: 'Dora' };
  const signedIn = await openSessionForIssuer(studio.call('identity'), { ...account, device: 'laptop' });
  if (isProblem(signedIn) || !('person' in signedIn)) throw new Error('nobody was signed in');
  const owner = creator(signedIn.person.id);
  const userId = owner.subjectId!;
  await studio.settle();
  await topUpWallet(studio.call('economics'), { userId, amountTokens: 100, reason: 'Gift', key: newId() });
  const run = new WholeRun(composed, owner);
  await run.furnish();
  const clips = await run.submit();
  expect(await run.state()).toBe('RUNNING');
  return { owner, run, clips };
}

async function eraseClip(owner: Caller, videoId: string) {
  const { data, errors } = await studio.execute<{ eraseClip: { __typename: string; runIds?: string[] } }>(
    'intake',
    owner,
    'mutation ($input: EraseClipInput!) { eraseClip(input: $input) { __typename ... on ClipInUse { runIds } } }',
    { input: { videoId, idempotencyKey: newId() } },
  );
  expect(errors).toBeUndefined();
  await studio.settle();
  return data!.eraseClip;
}

async function objects(prefix = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of studio.call('intake').storage.list(prefix)) keys.push(key);
  return keys;
}

const runsOf = async (owner: Caller) =>
  (
    await studio.ownerPool.query<{ state: string }>(
      'select state from orchestrator.run where owner_id = $1',
      [owner.subjectId],
    )
  ).rows.map(({ state }) => state);

async function expectBooksInOrder(): Promise<void> {
  const { data } = await studio.execute<{ reconcileLedger: object }>(
    'economics',
    admin(),
    '{ reconcileLedger { sumTokens mismatchedAccounts isBalanced } }',
  );
  expect(data!.reconcileLedger).toEqual({ sumTokens: '0', mismatchedAccounts: 0, isBalanced: true });
  expect(await studio.deadLetters()).toEqual([]);
}

it('a clip that a run reads cannot be erased while it does, the run ends well, and then it can', async () => {
  const { owner, run, clips } = await somebodysRun();
  for (const videoId of [clips.exampleVideoId, clips.footageVideoId]) {
    expect(await eraseClip(owner, videoId)).toEqual({ __typename: 'ClipInUse', runIds: [run.runId] });
  }
  await run.render();
  expect(await run.state()).toBe('AWAITING_APPROVAL');
  const { rows } = await studio.ownerPool.query<{ id: string }>(
    'select id from notifications.review_item where run_id = $1',
    [run.runId],
  );
  await studio.execute(
    'notifications',
    admin(),
    'mutation ($input: DecideReviewInput!) { decideReview(input: $input) { __typename } }',
    { input: { reviewItemId: rows[0]!.id, isApproved: false, reason: 'No.', idempotencyKey: newId() } },
  );
  await studio.settle();
  expect(await runsOf(owner)).toEqual(['REJECTED']);
  const media = (await objects('media/')).length;
  for (const videoId of [clips.exampleVideoId, clips.footageVideoId])
    expect((await eraseClip(owner, videoId)).__typename).toBe('Video');
  expect((await objects('media/')).length).toBeLessThan(media);
  const analyses = 'select from analysis.video_analysis where owner_id = $1';
  expect((await studio.ownerPool.query(analyses, [owner.subjectId])).rowCount).toBe(0);
  await expectBooksInOrder();
}, 120_000);

it('a person who leaves while machines render their clips is forgotten: the run stops, nothing late brings them back', async () => {
  const before = new Set(await objects());
  const { owner, run } = await somebodysRun();
  const held = await run.lease();
  expect(held.length).toBeGreaterThan(0);
  const { data } = await studio.execute<{ eraseMe: { __typename: string } }>(
    'identity',
    owner,
    'mutation ($input: EraseMeInput!) { eraseMe(input: $input) { __typename } }',
    { input: { confirmation: 'Dora', idempotencyKey: newId() } },
  );
  expect(data!.eraseMe.__typename).toBe('PersonErasure');
  await studio.settle();
  expect(await runsOf(owner)).toEqual(['CANCELLED']);
  // A machine that was away hands in what it had rendered by then.
  const answers = [];
  for (const lease of held) answers.push(await run.handIn(lease));
  expect(answers.every((answer) => answer !== null)).toBe(true);
  await studio.settle();
  for (const hours of [1, 1, 8 * 24]) {
    studio.clock.advance(hours * HOUR_MS);
    await studio.settle();
  }
  expect((await objects()).filter((key) => !before.has(key))).toEqual([]);
  const clips = 'select from intake.video where owner_id = $1 and status <> $2';
  expect((await studio.ownerPool.query(clips, [owner.subjectId, 'ERASED'])).rowCount).toBe(0);
  const analyses = 'select from analysis.video_analysis where owner_id = $1';
  expect((await studio.ownerPool.query(analyses, [owner.subjectId])).rowCount).toBe(0);
  const wishes = `select from orchestrator.run where owner_id = $1 and wish <> ''`;
  expect((await studio.ownerPool.query(wishes, [owner.subjectId])).rowCount).toBe(0);
  await expectBooksInOrder();
}, 120_000);
