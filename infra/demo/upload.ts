import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CompleteUploadDocument,
  SignUploadPartsDocument,
  StartUploadDocument,
  VideoStateDocument,
} from '@effect-studio/schema/generated/client';
import { v7 as uuidv7 } from 'uuid';
import { DemoFault, expectResult, type Graph } from './graph.ts';
import type { Interval } from './platform-time.ts';

/** A clip on its way: its id, and when bytes were being sent. */
export interface SentClip {
  videoId: string;
  sending: Interval;
}

/** Uploads a file by presigned multipart. @throws DemoFault with the studio's own words */
export async function upload(
  graph: Graph,
  file: string,
  onShare: (share: number) => void,
): Promise<SentClip> {
  const { size } = await stat(file).catch(() => {
    throw new DemoFault(`There is no file ${file}.`);
  });
  const started = await graph.ask(StartUploadDocument, {
    input: { fileName: path.basename(file), sizeBytes: String(size), idempotencyKey: uuidv7() },
  });
  const { id: uploadId, partCount, partSizeBytes, video } = expectResult(started.startUpload, 'Upload');
  const startedAtMs = Date.now();
  const parts: { partNumber: number; etag: string }[] = [];
  const handle = await open(file);
  try {
    for (let partNumber = 1; partNumber <= partCount; partNumber += 1) {
      const signed = await graph.ask(SignUploadPartsDocument, {
        input: { uploadId, partNumbers: [partNumber] },
      });
      const [part] = expectResult(signed.signUploadParts, 'SignedParts').parts;
      const start = (partNumber - 1) * partSizeBytes;
      const bytes = Buffer.alloc(Math.min(partSizeBytes, size - start));
      await handle.read(bytes, 0, bytes.length, start);
      parts.push({ partNumber, etag: await put(part!.url, bytes) });
      onShare(partNumber / partCount);
    }
  } finally {
    await handle.close();
  }
  const sending = { startedAtMs, endedAtMs: Date.now() };
  const completed = await graph.ask(CompleteUploadDocument, {
    input: { uploadId, parts, idempotencyKey: uuidv7() },
  });
  expectResult(completed.completeUpload, 'Video');
  return { videoId: video.id, sending };
}

async function put(url: string, bytes: Buffer): Promise<string> {
  const response = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes) });
  const etag = response.headers.get('etag');
  if (!response.ok || !etag)
    throw new DemoFault(`The object store refused a part (HTTP ${response.status}).`);
  return etag;
}

const CHECK_EVERY_MS = 25;
const LONGEST_CHECK_MS = 10 * 60_000;

/** Waits until the clip was checked. @throws DemoFault in the words of its rejection */
export async function untilReady(graph: Graph, videoId: string, file: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < LONGEST_CHECK_MS; waitedMs += CHECK_EVERY_MS) {
    const { video } = await graph.ask(VideoStateDocument, { id: videoId });
    if (video?.status === 'READY') return;
    if (video?.rejection) {
      throw new DemoFault(
        `${path.basename(file)} was refused (${video.rejection.reason}): ${video.rejection.humanReadableCause} ${video.rejection.suggestedAction}`,
      );
    }
    await wait(CHECK_EVERY_MS);
  }
  throw new DemoFault(
    `${path.basename(file)} is still being checked after ten minutes; look at the workers' log.`,
  );
}
