import { randomUUID } from 'node:crypto';
import { open, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  CompleteUploadDocument,
  FollowRunDocument,
  ListEffectsDocument,
  RunEffectDocument,
  RunResultDocument,
  SignUploadPartsDocument,
  StartUploadDocument,
  VideoDocument,
} from '@effect-studio/client';
import { expectOne, Studio } from './studio.ts';

/**
 * Lists the effects of a studio, puts one on a clip, follows the run live and downloads the result:
 * node run-effect.ts [--clip FILE [--effect SLUG] [--out FILE]]
 */
const { values } = parseArgs({
  options: {
    clip: { type: 'string' },
    effect: { type: 'string' },
    out: { type: 'string', default: 'result.mp4' },
  },
});
const studio = await Studio.open(
  process.env.STUDIO_URL ?? 'http://127.0.0.1:4000',
  process.env.KEY_FILE ?? 'partner-key.json',
  process.env.ENROLMENT_TOKEN,
);

const ENDED = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED', 'REJECTED']);

const { effects } = await studio.ask(ListEffectsDocument, { first: 20 });
for (const { node } of effects.edges) console.log(`${node.slug}: ${node.title}, ${node.priceTokens} tokens`);

if (values.clip) {
  const effect = effects.edges
    .map(({ node }) => node)
    .find(({ slug }) => !values.effect || slug === values.effect);
  if (!effect) throw new Error('There is no such effect.');
  const footageVideoId = await upload(values.clip);
  const started = await studio.ask(RunEffectDocument, {
    // Sent again with the same key, it is the same run: nobody pays twice for a lost answer.
    input: {
      effectId: effect.id,
      footageVideoId,
      maxTokens: effect.priceTokens,
      idempotencyKey: randomUUID(),
    },
  });
  const { id } = expectOne(started.runEffect, 'Run');
  await follow(id);
  await download(id, values.out);
}

/** @returns the clip's id, once the studio has checked it */
async function upload(file: string): Promise<string> {
  const { size } = await stat(file);
  const started = await studio.ask(StartUploadDocument, {
    input: { fileName: basename(file), sizeBytes: String(size), idempotencyKey: randomUUID() },
  });
  const { id: uploadId, partCount, partSizeBytes, video } = expectOne(started.startUpload, 'Upload');
  const parts: { partNumber: number; etag: string }[] = [];
  const handle = await open(file);
  try {
    for (let partNumber = 1; partNumber <= partCount; partNumber += 1) {
      const { signUploadParts } = await studio.ask(SignUploadPartsDocument, {
        input: { uploadId, partNumbers: [partNumber] },
      });
      const start = (partNumber - 1) * partSizeBytes;
      const bytes = new Uint8Array(Math.min(partSizeBytes, size - start));
      await handle.read(bytes, 0, bytes.length, start);
      const { url } = expectOne(signUploadParts, 'SignedParts').parts[0]!;
      const response = await fetch(url, { method: 'PUT', body: bytes });
      if (!response.ok) throw new Error(`Part ${partNumber} was refused with ${response.status}.`);
      parts.push({ partNumber, etag: response.headers.get('etag') ?? '' });
    }
  } finally {
    await handle.close();
  }
  const completed = await studio.ask(CompleteUploadDocument, {
    input: { uploadId, parts, idempotencyKey: randomUUID() },
  });
  expectOne(completed.completeUpload, 'Video');
  for (;;) {
    const { video: state } = await studio.ask(VideoDocument, { id: video.id });
    if (state?.status === 'READY') break;
    if (state?.rejection)
      throw new Error(`${state.rejection.humanReadableCause} ${state.rejection.suggestedAction}`);
    await wait(500);
  }
  console.log(`sent ${basename(file)}`);
  return video.id;
}

/** Every change of state once and in order, over as many connections as it takes. */
async function follow(id: string): Promise<void> {
  for (let after = '0', attempts = 0; attempts < 10; attempts += 1) {
    try {
      for await (const { runProgress: event } of studio.follow(FollowRunDocument, { id, after })) {
        if (event.__typename === 'TaskTick') console.log(`${Math.round(event.progress * 100)} %`);
        if (event.__typename !== 'RunAdvance') continue;
        after = event.cursor;
        attempts = 0;
        console.log(event.to);
        if (ENDED.has(event.to)) return;
      }
    } catch (error) {
      console.error(
        `the connection was lost, again from ${after}:`,
        error instanceof Error ? error.message : error,
      );
    }
    await wait(1_000);
  }
  throw new Error('The studio cannot be followed.');
}

async function download(id: string, file: string): Promise<void> {
  const { run } = await studio.ask(RunResultDocument, { id });
  if (!run?.resultUrl) {
    throw new Error(
      `${run?.failure?.humanReadableCause ?? 'There is no result.'} ${run?.failure?.suggestedAction ?? ''}`,
    );
  }
  const response = await fetch(run.resultUrl);
  if (!response.ok) throw new Error(`The result was not given: ${response.status}.`);
  await writeFile(file, new Uint8Array(await response.arrayBuffer()));
  console.log(`${file}, for ${run.quotedTokens} tokens`);
}
