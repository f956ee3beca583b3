import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallContext } from '@effect-studio/kernel/context';
import { Storage } from '@effect-studio/kernel/objects/storage';
import { storeStream } from '@effect-studio/kernel/objects/store-stream';
import { writeHls } from '@effect-studio/media/derived/hls';
import { writePoster } from '@effect-studio/media/derived/poster';
import { writeProxy } from '@effect-studio/media/derived/proxy';
import { writeStoryboard } from '@effect-studio/media/derived/storyboard';
import { probeVideo } from '@effect-studio/media/probe/probe';
import { validateVideo } from '@effect-studio/media/probe/validate';
import { followChildren } from '@effect-studio/media/testing/child-memory';
import { drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { downloadHashed } from '../use-cases/prepare-media.ts';

/**
 * Takes one large clip the whole way through intake in a process of its own, and prints what that took as one JSON
 * object: `{sizeBytes, peakMiB, programsMiB, peaks}`: what this process and the largest of its programs had at most
 * (null where that is not known), and the former after each step. Arguments: bytes, and seconds that the clip lasts
 * (default 1); environment: `S3_*` as the studio has them.
 */
const sizeBytes = Number(process.argv[2]);
const seconds = Number(process.argv[3] ?? 1);
const CHUNK = Buffer.alloc(65_536);

/** A real clip, and behind it a box that players skip, of as many bytes as are missing. */
async function* largeClip(folder: string): AsyncGenerator<Buffer> {
  const clip = await readFile(
    await drawClip(join(folder, 'small.mp4'), [`testsrc2=size=160x90:rate=15:duration=${seconds}`], H264),
  );
  yield clip;
  let missing = sizeBytes - clip.length;
  // A size of 1 says that the real one follows in 64 bits (ISO/IEC 14496-12 §4.2).
  const head = Buffer.from('\0\0\0\x01free\0\0\0\0\0\0\0\0', 'latin1');
  head.writeBigUInt64BE(BigInt(missing), 8);
  yield head;
  missing -= head.length;
  for (; missing > 0; missing -= CHUNK.length) yield CHUNK.subarray(0, Math.min(missing, CHUNK.length));
}

/** Most memory so far, MiB. */
const peak = (): number => process.resourceUsage().maxRSS / 1_024;
const peaks: Record<string, number> = { start: peak() };

const { env } = process;
const storage = new Storage({
  S3_ENDPOINT: env.S3_ENDPOINT!,
  S3_REGION: env.S3_REGION ?? 'us-east-1',
  S3_ACCESS_KEY_ID: env.S3_ACCESS_KEY_ID!,
  S3_SECRET_ACCESS_KEY: env.S3_SECRET_ACCESS_KEY!,
  S3_BUCKET: env.S3_BUCKET!,
} as ConstructorParameters<typeof Storage>[0]);
const folder = await mkdtemp(join(tmpdir(), 'large-clip-'));
const key = `uploads/large-${process.pid}`;
try {
  await storage.ensureBucket();
  const stored = await storeStream(storage, key, largeClip(folder), {
    contentType: 'application/octet-stream',
  });
  peaks.stored = peak();
  const path = join(folder, 'source');
  await downloadHashed({ storage } as CallContext, key, path);
  peaks.read = peak();
  const limits = { maxSizeBytes: sizeBytes, maxDurationMs: 3_600_000, maxPixels: 1_000_000 };
  const programs = followChildren();
  const checked = await validateVideo(path, limits);
  if (!checked.ok) throw new Error(checked.humanReadableCause);
  const proxy = join(folder, 'proxy.mp4');
  await writeProxy(path, checked.metadata, proxy, { timeoutMs: 120_000 });
  const metadata = (await probeVideo(proxy))!;
  await writePoster(proxy, metadata, join(folder, 'poster.jpg'));
  await writeStoryboard(proxy, metadata, join(folder, 'sheet.jpg'), { timeoutMs: 120_000 });
  await writeHls(proxy, metadata, folder, { timeoutMs: 120_000 });
  const programsMiB = programs.stop();
  const took = { sizeBytes: stored.sizeBytes, peakMiB: peak(), programsMiB, peaks };
  process.stdout.write(`${JSON.stringify(took)}\n`);
} finally {
  await storage.remove(key);
  storage.close();
  await rm(folder, { recursive: true, force: true });
}
