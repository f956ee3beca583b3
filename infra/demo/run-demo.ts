import { setTimeout as wait } from 'node:timers/promises';
import {
  DecideReviewDocument,
  GalleryEffectDocument,
  ReviewQueueDocument,
  RunMoneyDocument,
  RunReportDocument,
  SubmitRunDocument,
} from '@effect-studio/schema/generated/client';
import { v7 as uuidv7 } from 'uuid';
import { followRun } from './follow-run.ts';
import { DemoFault, expectResult, Graph } from './graph.ts';
import type { ProgressDisplay } from './progress-display.ts';
import { type DemoReport, makeReport } from './report.ts';
import { signIn } from './sign-in.ts';
import { untilReady, upload } from './upload.ts';
import { writeResults } from './write-results.ts';

const QUEUE_WAIT_MS = 10_000;
const QUEUE_POLL_MS = 20;

export interface DemoOptions {
  apiUrl: string;
  graphqlUrl: string;
  /** Where the studio keeps its mail and the demo its sessions. */
  stateDir: string;
  example: string;
  footage: string | null;
  wish: string;
  out: string | null;
  display: ProgressDisplay;
  /** A session token of this person, where no mail can be read; default: signs in by the studio's own mail. */
  tokenOf?: (email: string) => Promise<string>;
}

/** The main job, through the public graph alone: from an example to a published effect. @throws DemoFault */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const { display, apiUrl, graphqlUrl, stateDir } = options;
  const correlationId = uuidv7();
  const tokenOf = options.tokenOf ?? ((email: string) => signIn({ apiUrl, stateDir, email }));
  const signedIn = async (email: string): Promise<Graph> =>
    new Graph({ url: graphqlUrl, token: await tokenOf(email), correlationId });
  const creator = await signedIn('creator@studio.local');
  const admin = await signedIn('admin@studio.local');
  try {
    const startedAtMs = Date.now();
    const clips = await sendClips(creator, options);
    const run = await submit(creator, options, clips.exampleId, clips.footageId);
    const reviewed = await followRun(creator, run.id, { after: '0', until: 'AWAITING_APPROVAL', display });
    if (reviewed.state === 'AWAITING_APPROVAL') {
      await approve(admin, run.id);
      display.line('Approved by the admin');
      await followRun(creator, run.id, { after: reviewed.cursor, until: 'PUBLISHED', display });
    }
    const endedAtMs = Date.now();
    const { run: seen } = await creator.ask(RunReportDocument, { id: run.id });
    const { run: money } = await admin.ask(RunMoneyDocument, { id: run.id });
    if (!seen || !money) throw new DemoFault('The run cannot be read back.');
    if (seen.state !== 'PUBLISHED') {
      throw new DemoFault(
        `The run ended ${seen.state}. ${seen.failure?.humanReadableCause ?? ''} ${seen.failure?.suggestedAction ?? ''}`.trim(),
      );
    }
    await expectInGallery(creator, seen.effect?.slug);
    if (options.out) {
      const files = await writeResults(seen, options.out);
      display.line(`${files.length} files written to ${options.out}`);
    }
    return makeReport(seen, money, { startedAtMs, endedAtMs }, clips.sending);
  } finally {
    await Promise.all([creator.close(), admin.close()]);
  }
}

async function sendClips(creator: Graph, options: DemoOptions) {
  const { display, example, footage } = options;
  const files = [...new Set(footage ? [example, footage] : [example])];
  display.line(`Sending ${files.length === 1 ? 'one clip' : 'two clips'}`);
  const sent = await Promise.all(
    files.map((file) => upload(creator, file, (share) => display.share(file, share))),
  );
  await Promise.all(sent.map((clip, index) => untilReady(creator, clip.videoId, files[index]!)));
  return {
    exampleId: sent[0]!.videoId,
    footageId: footage ? sent.at(-1)!.videoId : null,
    sending: sent.map((clip) => clip.sending),
  };
}

async function submit(
  creator: Graph,
  options: DemoOptions,
  exampleVideoId: string,
  footageVideoId: string | null,
) {
  const { submitRun } = await creator.ask(SubmitRunDocument, {
    input: {
      exampleVideoId,
      footageVideoId,
      wish: options.wish,
      consentPublicPreview: false,
      idempotencyKey: uuidv7(),
    },
  });
  return expectResult(submitRun, 'Run');
}

async function approve(admin: Graph, runId: string): Promise<void> {
  const item = await findReviewItem(admin, runId);
  const { decideReview } = await admin.ask(DecideReviewDocument, {
    input: { reviewItemId: item.id, isApproved: true, idempotencyKey: uuidv7() },
  });
  expectResult(decideReview, 'ReviewItem');
}

/** The queue is filled by an event, a moment after the run began to wait for it. */
async function findReviewItem(admin: Graph, runId: string): Promise<{ id: string }> {
  for (let waitedMs = 0; waitedMs < QUEUE_WAIT_MS; waitedMs += QUEUE_POLL_MS) {
    const { reviewQueue } = await admin.ask(ReviewQueueDocument, {});
    const item = reviewQueue.find((waiting) => waiting.run.id === runId);
    if (item) return item;
    await wait(QUEUE_POLL_MS);
  }
  throw new DemoFault('The result did not arrive in the review queue.');
}

async function expectInGallery(creator: Graph, slug: string | undefined): Promise<void> {
  if (!slug) throw new DemoFault('The run is published, but names no effect.');
  const { effect } = await creator.ask(GalleryEffectDocument, { slug });
  if (!effect?.isPublished) throw new DemoFault(`The gallery does not show ${slug}.`);
}
