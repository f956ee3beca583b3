import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { ClipLimits, ClipUse } from '../domain/clip-quota.ts';

const DAY_MS = 86_400_000;

/** $1 owner. Two uploads that begin at once must not both take the last place. */
const LOCK = sql(
  'intake-quota-lock',
  `select pg_advisory_xact_lock(hashtextextended('intake-quota:' || $1, 0))`,
);

/** $1 owner, $2 a day ago. Sums of bigint are numeric: text, read as numbers below 2^53. */
const USE = sql(
  'intake-quota-use',
  `select coalesce(sum(size_bytes), 0)::text as "storedBytes",
     count(*) filter (where created_at > $2) as "clipsPerDay",
     count(*) filter (where status = 'UPLOADING') as "runningUploads"
   from intake.video where owner_id = $1 and not is_house_clip
     and (created_at > $2 or status in ('UPLOADING', 'PROCESSING', 'READY'))`,
);

/** $1 owner, $2 how many newer clips there may be. Zero rows: there is room. */
const OLDEST_THAT_COUNTS = sql(
  'intake-quota-oldest',
  `select created_at as "createdAt" from intake.video where owner_id = $1 and not is_house_clip
   order by created_at desc offset $2 limit 1`,
);

/** Until the transaction ends nobody else changes what this person has. */
export async function lockQuota(tx: Transaction, ownerId: string): Promise<void> {
  await tx.rows(LOCK, [ownerId]);
}

/** What a person has now. */
export async function readClipUse(tx: Transaction, ownerId: string, limits: ClipLimits): Promise<ClipUse> {
  const dayAgo = new Date(tx.now.getTime() - DAY_MS);
  const row = await tx.one<Record<keyof ClipLimits, string>>(USE, [ownerId, dayAgo]);
  const clipsPerDay = Number(row.clipsPerDay);
  const oldest =
    clipsPerDay < limits.clipsPerDay
      ? null
      : await tx.maybeOne<{ createdAt: Date }>(OLDEST_THAT_COUNTS, [ownerId, limits.clipsPerDay - 1]);
  return {
    storedBytes: Number(row.storedBytes),
    clipsPerDay,
    runningUploads: Number(row.runningUploads),
    dayFreeAt: oldest && new Date(oldest.createdAt.getTime() + DAY_MS),
  };
}
