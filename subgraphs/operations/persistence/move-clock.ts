import { sql, type Transaction } from '@effect-studio/kernel/database';

/** $1 milliseconds, above zero. Locks the one row of the clock: moves at the same time add up. */
const MOVE_CLOCK = sql(
  'operations-move-clock',
  'update bus.clock set offset_ms = offset_ms + $1 returning offset_ms',
);

/** Moves the studio's test clock forward. @returns the whole offset in milliseconds */
export async function moveClock(tx: Transaction, byMs: bigint): Promise<bigint> {
  const row = await tx.one<{ offset_ms: string }>(MOVE_CLOCK, [byMs.toString()]);
  return BigInt(row.offset_ms);
}
