import type { CallContext, Caller } from '@effect-studio/kernel/context';
import { type BoundStatement, sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { bumpWallet, tellWallet } from '../../messaging/ticks.ts';
import { isBooked, type LedgerCode } from '../domain/ledger-answer.ts';

/** $1 wallet id, $2 hold id, $3 owner, $4 tenant, $5 now, $6 and $7 ids of the tenant's system accounts if they are missing. */
const OPEN_WALLET = sql(
  'economics-open-wallet',
  `with accounts as (
     insert into economics.system_account (id, tenant_id, kind, created_at)
     values ($6, $4, 'ISSUANCE', $5), ($7, $4, 'REVENUE', $5) on conflict do nothing
   )
   insert into economics.wallet (id, hold_id, owner_id, tenant_id, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $5) on conflict (tenant_id, owner_id) do nothing`,
);
const TOP_UP = sql('economics-top-up', 'select economics.top_up_tokens($1, $2, $3, $4, $5, $6, $7) as code');
/** One row per reservation that was not posted, by its place from 1: most batches are posted whole. */
const RESERVE = sql(
  'economics-reserve',
  `select place, code, missing_tokens
   from economics.reserve_tokens($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5, $6, $7, $8)`,
);
const SETTLE = sql(
  'economics-settle',
  'select code, consumed_tokens, released_tokens from economics.settle_reservation($1, $2, $3, $4, $5, $6, $7, $8)',
);
const REFUND = sql('economics-refund', 'select economics.refund_tokens($1, $2, $3, $4, $5, $6, $7) as code');

const actor = (tx: Transaction): [tenantId: string, by: string | null, at: Date] => [
  tx.call.caller.tenantId,
  tx.call.caller.subjectId,
  tx.now,
];

/** Makes sure that the person has a wallet; an existing one is left alone. */
export async function openWallet(tx: Transaction, ownerId: string): Promise<void> {
  await tx.rows(OPEN_WALLET, [newId(), newId(), ownerId, tx.call.caller.tenantId, tx.now, newId(), newId()]);
}

/** Grants tokens to a wallet that exists. @param transfer `id` is the client's; the same one is booked once */
export async function topUp(
  tx: Transaction,
  transfer: { id: string; ownerId: string; amountTokens: number; reason: string },
): Promise<LedgerCode> {
  const { id, ownerId, amountTokens, reason } = transfer;
  const { code } = await tx.one<{ code: LedgerCode }>(TOP_UP, [
    id,
    ownerId,
    amountTokens,
    reason,
    ...actor(tx),
  ]);
  if (code === 'POSTED') bumpWallet(tx, ownerId);
  return code;
}

/**
 * Longest time that tokens are set aside. Runs end or are charged long before; what is left behind by one that never
 * does goes back by itself.
 */
export const RESERVATION_TTL_MS = 24 * 3_600_000;

/** Tokens to be set aside for a run. */
export interface Reservation {
  id: string;
  runId: string;
  ownerId: string;
  amountTokens: number;
}

/** What the ledger says to a reservation. */
export interface ReservationAnswer {
  id: string;
  code: LedgerCode;
  /** 0 unless INSUFFICIENT, or OVER_BUDGET: what is beyond the limit. */
  missingTokens: number;
}

interface ReservationRow {
  place: string;
  code: LedgerCode;
  missing_tokens: string;
}

/**
 * Sets tokens aside, for any number of runs at once; all wallets are locked first, in one order.
 * @returns one answer per reservation, in the order given
 */
export async function reserve(
  tx: Transaction,
  reservations: readonly Reservation[],
): Promise<ReservationAnswer[]> {
  const { statement, values } = reserving(tx.call.caller, reservations, tx.now);
  const answers = toAnswers(reservations, await tx.rows<ReservationRow>(statement, values));
  for (const ownerId of ownersOfPosted(reservations, answers)) bumpWallet(tx, ownerId);
  return answers;
}

/** The same in a transaction of its own and one round trip, for callers that are in no transaction. */
export async function reserveAtOnce(
  call: CallContext,
  reservations: readonly Reservation[],
): Promise<ReservationAnswer[]> {
  const [rows] = await call.db.exchange(call, [reserving(call.caller, reservations, call.clock.now())]);
  const answers = toAnswers(reservations, rows as ReservationRow[]);
  for (const ownerId of ownersOfPosted(reservations, answers)) tellWallet(call.ticks, ownerId);
  return answers;
}

function reserving(caller: Caller, reservations: readonly Reservation[], now: Date): BoundStatement {
  return {
    statement: RESERVE,
    values: [
      reservations.map((item) => item.id),
      reservations.map((item) => item.runId),
      reservations.map((item) => item.ownerId),
      reservations.map((item) => item.amountTokens),
      caller.tenantId,
      caller.subjectId,
      now,
      new Date(now.getTime() + RESERVATION_TTL_MS),
    ],
  };
}

function toAnswers(
  reservations: readonly Reservation[],
  rows: readonly ReservationRow[],
): ReservationAnswer[] {
  const answers = reservations.map(({ id }): ReservationAnswer => ({ id, code: 'POSTED', missingTokens: 0 }));
  for (const { place, code, missing_tokens } of rows) {
    const answer = answers[Number(place) - 1]!;
    answer.code = code;
    answer.missingTokens = Number(missing_tokens);
  }
  return answers;
}

/** Whose wallets the answers have changed. */
function ownersOfPosted(
  reservations: readonly Reservation[],
  answers: readonly ReservationAnswer[],
): Set<string> {
  return new Set(
    answers.flatMap(({ code }, index) => (code === 'POSTED' ? [reservations[index]!.ownerId] : [])),
  );
}

/**
 * Ends a reservation, once: consumes `amountTokens` and releases the rest; zero releases all.
 * @param settlement `id` is the client's; the same one is booked once
 */
export async function settle(
  tx: Transaction,
  settlement: { id: string; reservationId: string; ownerId: string; amountTokens: number; reason: string },
): Promise<{ code: LedgerCode; consumedTokens: number; releasedTokens: number }> {
  const row = await tx.one<{ code: LedgerCode; consumed_tokens: string; released_tokens: string }>(SETTLE, [
    settlement.id,
    newId(),
    settlement.reservationId,
    settlement.amountTokens,
    settlement.reason,
    ...actor(tx),
  ]);
  if (isBooked(row.code)) bumpWallet(tx, settlement.ownerId);
  return {
    code: row.code,
    consumedTokens: Number(row.consumed_tokens),
    releasedTokens: Number(row.released_tokens),
  };
}

/** Gives consumed tokens back, at most what was consumed. @param refund `id` is the client's */
export async function refund(
  tx: Transaction,
  refund: { id: string; reservationId: string; ownerId: string; amountTokens: number; reason: string },
): Promise<LedgerCode> {
  const { id, reservationId, amountTokens, reason } = refund;
  const { code } = await tx.one<{ code: LedgerCode }>(REFUND, [
    id,
    reservationId,
    amountTokens,
    reason,
    ...actor(tx),
  ]);
  if (code === 'POSTED') bumpWallet(tx, refund.ownerId);
  return code;
}
