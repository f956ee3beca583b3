import { sql, type Transaction } from '@effect-studio/kernel/database';

/** Job that gives prices to work that was booked without one. */
export const REPRICE_JOB = 'reprice-unpriced';

/** Every tenant that has books. */
const TENANTS = sql(
  'economics-tenants-with-books',
  'select tenant_id from economics.books order by tenant_id',
);

/** Tenants that ever booked anything. */
export async function tenantsWithBooks(tx: Transaction): Promise<string[]> {
  return (await tx.rows<{ tenant_id: string }>(TENANTS)).map((row) => row.tenant_id);
}

/** Asks for unpriced work to be priced when a card begins. */
export async function requestRepricing(tx: Transaction, version: number, effectiveFrom: Date): Promise<void> {
  await tx.schedule({
    kind: REPRICE_JOB,
    dedupeKey: `${REPRICE_JOB}:${version}`,
    payload: { version },
    dueAt: effectiveFrom > tx.now ? effectiveFrom : tx.now,
  });
}
