import { type ProblemOf, problem } from '@effect-studio/kernel/errors';

/** What one person may have. */
export interface ClipLimits {
  storedBytes: number;
  /** In any 24 hours, refused and erased ones included: they were work all the same. */
  clipsPerDay: number;
  /** Uploads and links whose bytes have not all come. */
  runningUploads: number;
}

/** What they have now. */
export interface ClipUse extends ClipLimits {
  /** When a clip of today stops counting, so that there is room for another; null when there is room. */
  dayFreeAt: Date | null;
}

export type ClipQuotaKind = 'STORED_BYTES' | 'CLIPS_PER_DAY' | 'RUNNING_UPLOADS';

export type ClipQuotaExceeded = ProblemOf<
  'ClipQuotaExceeded',
  { quota: ClipQuotaKind; limit: bigint; used: bigint; retryAt: Date | null }
>;

/**
 * Why one more clip would be too much; null when there is room.
 * @param wantedBytes as announced; 0 when nobody knows yet
 */
export function quotaObjection(
  use: ClipUse,
  limits: ClipLimits,
  wantedBytes: number,
): ClipQuotaExceeded | null {
  if (use.runningUploads >= limits.runningUploads) {
    return exceeded('RUNNING_UPLOADS', limits.runningUploads, use.runningUploads, {
      cause: `${use.runningUploads} of your clips are on their way; ${limits.runningUploads} at once are allowed.`,
      action: 'Wait until one has arrived, or give one up.',
    });
  }
  if (use.clipsPerDay >= limits.clipsPerDay) {
    const words = {
      cause: `You have brought ${use.clipsPerDay} clips within a day; ${limits.clipsPerDay} are allowed.`,
      action: 'Use one of the clips that are there, or come back later.',
    };
    return exceeded('CLIPS_PER_DAY', limits.clipsPerDay, use.clipsPerDay, words, use.dayFreeAt);
  }
  if (
    wantedBytes === 0
      ? use.storedBytes < limits.storedBytes
      : use.storedBytes + wantedBytes <= limits.storedBytes
  ) {
    return null;
  }
  return exceeded('STORED_BYTES', limits.storedBytes, use.storedBytes, {
    cause: `Your clips hold ${use.storedBytes} bytes; ${limits.storedBytes} are allowed, which is too little for this one.`,
    action: 'Erase clips that you need no longer.',
  });
}

function exceeded(
  quota: ClipQuotaKind,
  limit: number,
  used: number,
  words: { cause: string; action: string },
  retryAt: Date | null = null,
): ClipQuotaExceeded {
  return problem(
    'ClipQuotaExceeded',
    {
      title: 'Quota used up',
      status: 429,
      humanReadableCause: words.cause,
      suggestedAction: words.action,
    },
    { quota, limit: BigInt(limit), used: BigInt(used), retryAt },
  );
}
