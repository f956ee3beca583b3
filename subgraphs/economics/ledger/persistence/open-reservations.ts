import { sql, type Transaction } from '@effect-studio/kernel/database';

/** $1 now, $2 how many. Oldest first. */
const EXPIRED = sql(
  'economics-open-reservations-expired',
  `select reservation_id, owner_id, tenant_id, run_id from economics.open_reservation
   where tenant_id = $3 and expires_at <= $1 order by expires_at limit $2`,
);

/** Tokens that are held longer than a run may take. */
export interface ExpiredReservation {
  reservationId: string;
  ownerId: string;
  runId: string | null;
}

/** Reservations of the tenant whose time is over. @param limit how many at most */
export async function expiredReservations(tx: Transaction, limit: number): Promise<ExpiredReservation[]> {
  const rows = await tx.rows<{ reservation_id: string; owner_id: string; run_id: string | null }>(EXPIRED, [
    tx.now,
    limit,
    tx.call.caller.tenantId,
  ]);
  return rows.map((row) => ({
    reservationId: row.reservation_id,
    ownerId: row.owner_id,
    runId: row.run_id,
  }));
}
