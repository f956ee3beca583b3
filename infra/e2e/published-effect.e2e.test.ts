import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AdvanceTestClockDocument,
  GalleryEffectDocument,
  MyNotificationsDocument,
  MyWalletDocument,
  ReconcileLedgerDocument,
  RunEffectDocument,
  RunReportDocument,
  SetProviderPausedDocument,
  StartUploadDocument,
  SubmitRunDocument,
  TypedDocumentString,
  VideoStateDocument,
} from '@effect-studio/schema/generated/client';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followRun } from '../demo/follow-run.ts';
import { expectResult, type Graph } from '../demo/graph.ts';
import { ProgressDisplay } from '../demo/progress-display.ts';
import { untilReady, upload } from '../demo/upload.ts';
import { PartnerFolder } from './partner-folder.ts';
import { StudioUnderTest } from './studio-under-test.ts';

let world: StudioUnderTest;
let example: string;
let footage: string;
let creator: Graph;
let admin: Graph;

beforeAll(async () => {
  world = await StudioUnderTest.start();
  example = await world.drawClip(
    'warm.mp4',
    'gradients=s=320x240:c0=0x5a1a08:c1=0xf0a040:x0=0:y0=0:x1=320:y1=240:speed=0.01:d=2:r=25',
  );
  footage = await world.drawClip('bars.mp4', 'testsrc2=s=320x180:d=4:r=25');
  creator = await world.person('creator');
  admin = await world.person('admin');
}, 180_000);
afterAll(async () => {
  await creator?.close();
  await admin?.close();
  await world?.stop();
});

const silent = new ProgressDisplay(null);

async function send(file: string): Promise<string> {
  const { videoId } = await upload(creator, file, () => undefined);
  await untilReady(creator, videoId, file);
  return videoId;
}

async function submit(exampleVideoId: string, footageVideoId: string): Promise<string> {
  const input = { exampleVideoId, footageVideoId, wish: 'Make it warm', idempotencyKey: uuidv7() };
  const { submitRun } = await creator.ask(SubmitRunDocument, { input });
  return expectResult(submitRun, 'Run').id;
}

async function expectBalancedLedger(): Promise<void> {
  const { reconcileLedger } = await admin.ask(ReconcileLedgerDocument, {});
  expect(reconcileLedger).toMatchObject({ sumTokens: '0', mismatchedAccounts: 0, isBalanced: true });
}

/** The order in which the facts of a run that goes well become true; every module has its say. */
const MILESTONES = [
  'VideoIngested.v1',
  'RunRequested.v1',
  'TokensReserved.v1',
  'ContentAnalyzed.v1',
  'PromptsGenerated.v1',
  'TestBatchDispatched.v1',
  'TaskDispatched.v1',
  'TaskSucceeded.v1',
  'QualityEvaluated.v1',
  'BestResultSelected.v1',
  'ResultReady.v1',
  'ApprovalRequested.v1',
  'AdminApproved.v1',
  'EffectPublished.v1',
];

/** What a run that goes well says once: all but the work of its legs and the clips. */
const ONCE = [
  ...MILESTONES.filter(
    (type) => !/^(VideoIngested|TaskDispatched|TaskSucceeded|QualityEvaluated)/.test(type),
  ),
  'TokensConsumed.v1',
];

describe('from an example to a published effect', () => {
  it('leaves one trace with every step in order, charges once and keeps the ledger at zero', async () => {
    const report = await world.demo({ example, footage });
    expect(report.status).toBe('PUBLISHED');
    expect(report.candidates.length).toBeGreaterThanOrEqual(2);
    const providers = new Set(report.candidates.map((candidate) => candidate.provider));
    expect(providers.size).toBe(report.candidates.length);
    for (const candidate of report.candidates) {
      expect(candidate.composite).toBeGreaterThan(0);
      expect(BigInt(candidate.costNanoUsd!)).toBeGreaterThan(0n);
    }
    const firsts = MILESTONES.map((type) => report.trace.findIndex((event) => event.type === type));
    expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
    expect(firsts).not.toContain(-1);
    const positions = report.trace.map((event) => BigInt(event.position));
    expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
    // The trace is that of one correlation id; after it is published comes its preview, a run of its own. Up to there nothing happened
    // twice, nothing but work is there more often, and nothing went wrong.
    const told = report.trace.slice(0, firsts.at(-1)! + 1);
    const count = (type: string): number => told.filter((event) => event.type === type).length;
    expect(ONCE.map((type) => [type, count(type)])).toEqual(ONCE.map((type) => [type, 1]));
    const renders = report.candidates.length + 1;
    for (const type of ['TaskSucceeded.v1', 'QualityEvaluated.v1', 'TaskAttemptEnded.v1']) {
      expect([type, count(type)]).toEqual([type, renders]);
    }
    expect(told.filter(({ type }) => /(Failed|Rejected|Refused|Cancelled|Expired)\.v1$/.test(type))).toEqual(
      [],
    );
    expect(report.tokens).toEqual({ reserved: 20, consumed: 20, refunded: 0 });
    await expectBalancedLedger();
  });

  it('shows itself on a clip of the house, and can be put on another clip for its price, with one leg and no reviewer', async () => {
    const { effectId, slug } = await world.demo({ example, footage });
    await expect
      .poll(async () => (await creator.ask(GalleryEffectDocument, { slug: slug! })).effect?.previewUrl, {
        timeout: 60_000,
        interval: 250,
      })
      .toMatch(/^http/);
    // What the gallery shows is what is reserved below.
    const { effect } = await creator.ask(GalleryEffectDocument, { slug: slug! });
    expect(effect!.priceTokens).toBe(20);
    const cold = 'gradients=s=320x240:c0=0x102050:c1=0x90b0e0:x0=0:y0=0:x1=320:y1=240:speed=0.01:d=2:r=25';
    const footageVideoId = await send(await world.drawClip('cold.mp4', cold));
    const input = { effectId: effectId!, footageVideoId, maxTokens: 20, idempotencyKey: uuidv7() };
    const { runEffect } = await creator.ask(RunEffectDocument, { input });
    const { id } = expectResult(runEffect, 'Run');
    const { state } = await followRun(creator, id, { after: '0', until: 'COMPLETED', display: silent });
    expect(state).toBe('COMPLETED');
    await expect
      .poll(async () => (await creator.ask(RunReportDocument, { id })).run, { timeout: 10_000, interval: 50 })
      .toMatchObject({ reservedTokens: 20, consumedTokens: 20, refundedTokens: 0, example: null });
    const { run } = await creator.ask(RunReportDocument, { id });
    expect(run!.candidates).toHaveLength(1);
    expect(run!.candidates[0]!.task.evaluation!.quality.styleAdherence).toBeGreaterThan(0.3);
    expect((await fetch(run!.resultUrl!)).status).toBe(200);
    await expectBalancedLedger();
  });

  it('uses a house clip when there is no footage', async () => {
    expect((await world.demo({ example, footage: null })).status).toBe('PUBLISHED');
  });

  it.each(['workers', 'api', 'gpu-agent'] as const)(
    'ends once although the %s is killed while it renders',
    async (victim) => {
      const runId = await submit(await send(example), await send(footage));
      await followRun(creator, runId, { after: '0', until: 'RUNNING', display: silent });
      world.studio.kill(victim, 'SIGKILL');
      const { state } = await followRun(creator, runId, {
        after: '0',
        until: 'AWAITING_APPROVAL',
        display: silent,
      });
      expect(state).toBe('AWAITING_APPROVAL');
      await expect
        .poll(async () => (await creator.ask(RunReportDocument, { id: runId })).run, {
          timeout: 10_000,
          interval: 50,
        })
        .toMatchObject({ reservedTokens: 20, consumedTokens: 20, refundedTokens: 0 });
      await expectBalancedLedger();
    },
    180_000,
  );
});

const WHO_AM_I = new TypedDocumentString<{ me: { id: string } }, object>('{ me { id } }');
const LET_PARTNER_IN = new TypedDocumentString<
  { issueEnrolmentToken: { __typename: 'EnrolmentToken'; token: string } | { __typename: 'InvalidInput' } },
  { input: object }
>(`mutation ($input: IssueEnrolmentTokenInput!) {
  issueEnrolmentToken(input: $input) { __typename ... on EnrolmentToken { token } }
}`);

describe('a partner', () => {
  it('installs the packed client in an empty folder, and its program lists effects, runs one on a clip, follows it and has the result', async () => {
    const { slug } = await world.demo({ example, footage });
    const folder = await PartnerFolder.make(world.folder);
    await folder.checkTypes();
    const input = {
      name: 'Pixel Ltd',
      kind: 'PARTNER',
      ownerId: (await creator.ask(WHO_AM_I, {})).me.id,
      idempotencyKey: uuidv7(),
    } as const;
    const { issueEnrolmentToken } = await admin.ask(LET_PARTNER_IN, { input });
    const { token } = expectResult(issueEnrolmentToken, 'EnrolmentToken');
    const studio = { STUDIO_URL: world.studio.urls.api };
    const listed = await folder.run([], { ...studio, ENROLMENT_TOKEN: token });
    expect(listed).toContain(`${slug}: `);
    const printed = await folder.run(['--clip', footage, '--effect', slug!, '--out', 'mine.mp4'], studio);
    const steps = printed.split('\n');
    expect(steps.filter((line) => ['RUNNING', 'COMPLETED'].includes(line))).toEqual(['RUNNING', 'COMPLETED']);
    expect(printed).toMatch(/mine\.mp4, for 20 tokens/);
    const bytes = await readFile(join(folder.path, 'mine.mp4'));
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
  }, 180_000);
});

describe('clips that cannot be used', () => {
  const refused = async (name: string, bytes: Buffer): Promise<string> => {
    const file = join(world.folder, name);
    await writeFile(file, bytes);
    const { videoId } = await upload(creator, file, () => undefined);
    return untilReady(creator, videoId, file).then(
      () => 'accepted',
      (error: Error) => error.message,
    );
  };

  it('are refused with a reason, one by one, and the studio goes on', async () => {
    const cut = await world.drawClip(
      'cut.mp4',
      'testsrc2=s=320x240:d=3',
      '-c:v',
      'libx264',
      '-movflags',
      '+faststart',
    );
    await truncate(cut, Math.floor((await readFile(cut)).length / 2));
    const sound = await world.drawClip('sound.mp4', 'sine=d=1', '-c:a', 'aac');
    expect(await refused('-i.mp4', Buffer.from('ftypmp42'))).toMatch(/NOT_A_VIDEO|TRUNCATED/);
    expect(await refused('$(reboot).mp4', await readFile(cut))).toContain('TRUNCATED');
    expect(await refused('a;b&&c.mp4', await readFile(sound))).toContain('NO_VIDEO_STREAM');
    await expect(refused('empty.mp4', Buffer.alloc(0))).rejects.toThrow(/no content/);
    expect(await refused('fine-after-all.avi', await readFile(footage))).toBe('accepted');
  });
});

describe('a run that cannot be done', () => {
  it('is refunded and explained when no provider may render it', async () => {
    const ids = { example: await send(example), footage: await send(footage) };
    const before = await creator.ask(MyWalletDocument, {});
    const pause = async (isPaused: boolean): Promise<void> => {
      for (const providerId of ['cpu-swift', 'cpu-studio', 'cpu-atelier']) {
        const input = { providerId, isPaused, reason: 'test', idempotencyKey: uuidv7() };
        const { setProviderPaused } = await admin.ask(SetProviderPausedDocument, { input });
        expectResult(setProviderPaused, 'Provider');
      }
    };
    await pause(true);
    try {
      const runId = await submit(ids.example, ids.footage);
      const { state } = await followRun(creator, runId, { after: '0', until: 'PUBLISHED', display: silent });
      expect(state).toBe('FAILED');
      const { run } = await creator.ask(RunReportDocument, { id: runId });
      expect(run?.failure).toMatchObject({ reason: 'NO_ELIGIBLE_PROVIDER' });
      await expect
        .poll(async () => (await creator.ask(MyWalletDocument, {})).wallet, { timeout: 10_000, interval: 50 })
        .toEqual(before.wallet);
      await expect
        .poll(
          async () => {
            const { notifications } = await creator.ask(MyNotificationsDocument, {});
            return notifications.edges.some(
              ({ node }) => node.run?.id === runId && node.kind === 'RUN_FAILED',
            );
          },
          { timeout: 10_000, interval: 50 },
        )
        .toBe(true);
    } finally {
      await pause(false);
    }
    await expectBalancedLedger();
  });
});

describe('the test clock', () => {
  it('moves every process: an upload that was never sent expires a day later, in a moment', async () => {
    const started = await creator.ask(StartUploadDocument, {
      input: { fileName: 'forgotten.mp4', sizeBytes: '1000', idempotencyKey: uuidv7() },
    });
    const { video } = expectResult(started.startUpload, 'Upload');
    const { advanceTestClock } = await admin.ask(AdvanceTestClockDocument, { byMs: String(25 * 3_600_000) });
    expectResult(advanceTestClock, 'TestClock');
    await expect
      .poll(async () => (await creator.ask(VideoStateDocument, { id: video.id })).video, {
        timeout: 15_000,
        interval: 50,
      })
      .toMatchObject({ status: 'REJECTED', rejection: { reason: 'NEVER_SENT' } });
  });
});
