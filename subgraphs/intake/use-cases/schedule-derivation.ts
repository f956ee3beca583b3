import type { Transaction } from '@effect-studio/kernel/database';
import { noteScheduled } from '../persistence/derived-media.repository.ts';

/** A run that was waiting for the clip goes first: nobody waits for these. */
const DELAY_MS = 30_000;

/** Has a clip's contact sheet, renditions and hash made, some time after it is ready; once for the same bytes. */
export async function scheduleDerivation(tx: Transaction, sha256: string): Promise<void> {
  await noteScheduled(tx, sha256);
  await tx.schedule({
    kind: 'derive-media',
    dedupeKey: `derive:${sha256}`,
    payload: { sha256 },
    dueAt: new Date(tx.now.getTime() + DELAY_MS),
    maxAttempts: 3,
  });
}
