import type { Transaction } from '@effect-studio/kernel/database';

/** Job that makes a manifest once, because something changed. */
export const MANIFEST_JOB = 'generate-manifest';
/** The timer that makes one every cycle and sets itself again. */
export const MANIFEST_TICK = 'manifest-tick';

/** Asks for a new manifest after the commit. @param cause unique per change, such as an event's id */
export async function requestManifest(tx: Transaction, cause: string, dueAt: Date = tx.now): Promise<void> {
  await tx.schedule({
    kind: MANIFEST_JOB,
    dedupeKey: `${MANIFEST_JOB}:${cause}`,
    payload: { cause },
    dueAt: dueAt > tx.now ? dueAt : tx.now,
  });
}
