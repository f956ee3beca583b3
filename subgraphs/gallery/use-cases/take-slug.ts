import type { Transaction } from '@effect-studio/kernel/database';
import { freeSlug } from '../domain/slug.ts';
import { slugsLike } from '../persistence/effect-rows.ts';
import { LOCK_SLUG } from '../persistence/sql/lock-slug.ts';

/** The first free slug that begins with the base; nobody else gets it until the transaction ends. */
export async function takeSlug(tx: Transaction, base: string): Promise<string> {
  await tx.rows(LOCK_SLUG, [tx.call.caller.tenantId, base]);
  return freeSlug(base, await slugsLike(tx, base));
}
