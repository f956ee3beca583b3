import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import intake from './subgraph.ts';
import { beginUpload } from './testing/uploading.ts';
import { abortUpload } from './use-cases/abort-upload.ts';
import { startUpload } from './use-cases/start-upload.ts';

const GIBIBYTE = 2 ** 30;
const HOUR_MS = 3_600_000;

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([intake]);
});
afterAll(() => studio.close());

const start = (caller: Caller, sizeBytes: number) =>
  startUpload(studio.call('intake', caller), {
    fileName: 'clip.mp4',
    sizeBytes: BigInt(sizeBytes),
    idempotencyKey: newId(),
  });

async function quota(caller: Caller): Promise<Record<string, unknown>> {
  const { data, errors } = await studio.execute<{ clipQuota: Record<string, unknown> }>(
    'intake',
    caller,
    '{ clipQuota { storedBytes maxStoredBytes clipsInLastDay maxClipsPerDay runningUploads maxRunningUploads } }',
  );
  expect(errors).toBeUndefined();
  return data!.clipQuota;
}

describe('a person', () => {
  it('sees what they have of what they may have', async () => {
    const anna = creator();
    await beginUpload(studio, anna, 1_000);
    await beginUpload(studio, anna, 234);
    await beginUpload(studio, creator(), 99);
    expect(await quota(anna)).toEqual({
      storedBytes: '1234',
      maxStoredBytes: String(20 * GIBIBYTE),
      clipsInLastDay: 2,
      maxClipsPerDay: 200,
      runningUploads: 2,
      maxRunningUploads: 20,
    });
  });

  it('has as many uploads under way as allowed, however many begin at once, and more when one is given up', async () => {
    const anna = creator();
    const begun = await Promise.all(Array.from({ length: 24 }, () => start(anna, 10)));
    const refused = begun.filter(({ __typename }) => __typename === 'ClipQuotaExceeded');
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ quota: 'RUNNING_UPLOADS', limit: 20n, used: 20n, retryAt: null });
    const [upload] = begun.filter((result) => result.__typename === 'Upload');
    await abortUpload(studio.call('intake', anna), { uploadId: upload!.id, idempotencyKey: newId() });
    expect((await start(anna, 10)).__typename).toBe('Upload');
  });

  it('stores as many bytes as allowed, those on their way included, and no byte more', async () => {
    const anna = creator();
    for (let clip = 0; clip < 10; clip += 1) await beginUpload(studio, anna, 2 * GIBIBYTE);
    expect(await start(anna, 1)).toMatchObject({ __typename: 'ClipQuotaExceeded', quota: 'STORED_BYTES' });
    expect((await start(creator(), 1)).__typename).toBe('Upload');
    const { rows } = await studio.ownerPool.query('select count(*) from intake.upload where owner_id = $1', [
      anna.subjectId,
    ]);
    expect(rows).toEqual([{ count: '10' }]);
  });

  it('brings as many clips in any 24 hours as allowed, erased ones included, and is told when there is room again', async () => {
    const anna = creator();
    const now = studio.clock.now();
    await studio.ownerPool.query(
      `insert into intake.video (id, owner_id, tenant_id, file_name, status, created_at, updated_at, created_by)
       select gen_random_uuid(), $1, $2, 'clip', case when n % 2 = 0 then 'ERASED' else 'REJECTED' end,
         $3::timestamptz - n * interval '7 minutes', $3, $1 from generate_series(1, 200) n`,
      [anna.subjectId, anna.tenantId, now],
    );
    expect(await start(anna, 1)).toMatchObject({
      __typename: 'ClipQuotaExceeded',
      quota: 'CLIPS_PER_DAY',
      used: 200n,
      retryAt: new Date(now.getTime() + 24 * HOUR_MS - 200 * 7 * 60_000),
    });
    studio.clock.advance(24 * HOUR_MS - 200 * 7 * 60_000 + 1);
    expect((await start(anna, 1)).__typename).toBe('Upload');
  });
});
