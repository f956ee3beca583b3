import type { Transaction } from '@effect-studio/kernel/database';
import { intakeConfig } from '../config.ts';
import { type ClipLimits, type ClipQuotaExceeded, quotaObjection } from '../domain/clip-quota.ts';
import { lockQuota, readClipUse } from '../persistence/clip-quota.repository.ts';

/** What everybody may have, as the settings say. */
export const clipLimits: ClipLimits = {
  storedBytes: intakeConfig.INTAKE_QUOTA_BYTES,
  clipsPerDay: intakeConfig.INTAKE_QUOTA_CLIPS_PER_DAY,
  runningUploads: intakeConfig.INTAKE_QUOTA_RUNNING_UPLOADS,
};

/**
 * Why the caller may not begin another clip; null when they may, and until the transaction ends nothing changes that.
 * @param wantedBytes 0 when nobody knows yet
 */
export async function refuseByQuota(tx: Transaction, wantedBytes: number): Promise<ClipQuotaExceeded | null> {
  const ownerId = tx.call.caller.subjectId!;
  await lockQuota(tx, ownerId);
  return quotaObjection(await readClipUse(tx, ownerId, clipLimits), clipLimits, wantedBytes);
}

/** How many more bytes a person may have; for a link, whose size nobody knows before it is there. */
export async function remainingBytes(tx: Transaction, ownerId: string): Promise<number> {
  const use = await readClipUse(tx, ownerId, clipLimits);
  return Math.max(0, clipLimits.storedBytes - use.storedBytes);
}
