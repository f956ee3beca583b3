/**
 * What the ledger says to a transfer. POSTED: booked now. REPEATED: the same id and payload were booked
 * before. CONFLICT: the id was used for something else. OVER_BUDGET: the owner's spending limit does not allow it. The rest are refusals that changed nothing.
 */
export type LedgerCode =
  | 'POSTED'
  | 'REPEATED'
  | 'CONFLICT'
  | 'INSUFFICIENT'
  | 'NOT_FOUND'
  | 'ALREADY_SETTLED'
  | 'OVER_LIMIT'
  | 'OVER_BUDGET';

/** True when the transfer is in the books, now or before. */
export const isBooked = (code: LedgerCode): boolean => code === 'POSTED' || code === 'REPEATED';
