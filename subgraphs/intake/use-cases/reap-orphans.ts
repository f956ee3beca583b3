import type { CallContext } from '@effect-studio/kernel/context';
import { MEDIA_ROOT, sha256OfMediaKey, UPLOADS_ROOT } from '../domain/video.ts';
import { expectedObjects } from '../persistence/expected-object.repository.ts';
import { knownMedia } from '../persistence/media.repository.ts';

/** Keys are looked up so many at a time. */
const BATCH = 500;
/** Ours below `uploads/`; other contexts keep theirs beside them. */
const ARRIVAL = new RegExp(`^${UPLOADS_ROOT}(?:house-)?[0-9a-f-]{36}(?:/source)?$`);

/**
 * Removes what nobody will ever ask for: bytes of uploads and links that ended without anybody to tidy up, multipart
 * uploads that were begun and forgotten, and media that belong to no clip.
 * @param before by the store's clock; what is newer may be about to be written down
 * @returns how many were removed
 */
export async function reapOrphans(
  ctx: CallContext,
  before: Date,
): Promise<{ objects: number; multiparts: number }> {
  const { storage } = ctx;
  const isOld = (at: Date): boolean => at < before;
  let objects = 0;
  let multiparts = 0;
  const uploads = kept(
    storage.list(UPLOADS_ROOT),
    ({ key, storedAt }) => ARRIVAL.test(key) && isOld(storedAt),
  );
  for await (const batch of inBatches(uploads)) {
    const expected = await known(
      ctx,
      batch.map(({ key }) => key),
    );
    for (const { key } of batch.filter((object) => !expected.has(object.key))) {
      await storage.remove(key);
      objects += 1;
    }
  }
  const begun = kept(
    storage.listMultiparts(UPLOADS_ROOT),
    ({ key, startedAt }) => ARRIVAL.test(key) && isOld(startedAt),
  );
  for await (const batch of inBatches(begun)) {
    const expected = await known(
      ctx,
      batch.map(({ key }) => key),
    );
    for (const { key, uploadId } of batch.filter((upload) => !expected.has(upload.key))) {
      await storage.abortMultipart(key, uploadId);
      multiparts += 1;
    }
  }
  const media = kept(
    storage.list(MEDIA_ROOT),
    ({ key, storedAt }) => sha256OfMediaKey(key) !== null && isOld(storedAt),
  );
  for await (const batch of inBatches(media)) {
    const hashes = new Set(batch.map(({ key }) => sha256OfMediaKey(key)!));
    const used = await ctx.db.transaction(ctx, (tx) => knownMedia(tx, [...hashes]));
    for (const { key } of batch.filter((object) => !used.has(sha256OfMediaKey(object.key)!))) {
      await storage.remove(key);
      objects += 1;
    }
  }
  return { objects, multiparts };
}

const known = (ctx: CallContext, keys: readonly string[]): Promise<Set<string>> =>
  ctx.db.transaction(ctx, (tx) => expectedObjects(tx, keys));

async function* kept<Item>(
  items: AsyncIterable<Item>,
  isKept: (item: Item) => boolean,
): AsyncGenerator<Item> {
  for await (const item of items) if (isKept(item)) yield item;
}

async function* inBatches<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
