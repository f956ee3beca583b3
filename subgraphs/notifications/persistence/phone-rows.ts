import { sql, type Transaction } from '@effect-studio/kernel/database';
import { fieldCrypto } from '../config.ts';
import { CODE_ATTEMPTS, CODE_TTL_MS, maskedNumber } from '../domain/phone-number.ts';

/** Somebody's telephone. */
export interface Phone {
  ownerId: string;
  masked: string;
  confirmedAt: Date | null;
}

interface PhoneRow {
  owner_id: string;
  masked: string;
  confirmed_at: Date | null;
}

/** What tells whether another code may be sent. */
export interface CodeCount {
  windowStartedAt: Date;
  codesSent: number;
}

const FIND = sql(
  'notifications-phone',
  'select owner_id, masked, confirmed_at from notifications.phone where owner_id = $1 and number_sealed is not null',
);
const SECRETS = sql(
  'notifications-phone-secrets',
  `select number_sealed, code_sealed, code_expires_at, confirmed_at from notifications.phone
   where owner_id = $1 and number_sealed is not null for update`,
);
const COUNT = sql(
  'notifications-phone-count',
  'select window_started_at, codes_sent from notifications.phone where owner_id = $1 for update',
);
const UPSERT = sql(
  'notifications-upsert-phone',
  `insert into notifications.phone (owner_id, tenant_id, number_sealed, masked, code_sealed, code_expires_at,
     code_attempts_left, window_started_at, codes_sent, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
   on conflict (owner_id) do update set number_sealed = excluded.number_sealed, masked = excluded.masked,
     confirmed_at = null, code_sealed = excluded.code_sealed, code_expires_at = excluded.code_expires_at,
     code_attempts_left = excluded.code_attempts_left, window_started_at = excluded.window_started_at,
     codes_sent = excluded.codes_sent, updated_at = excluded.updated_at`,
);
const CONFIRM = sql(
  'notifications-confirm-phone',
  `update notifications.phone set confirmed_at = $2, code_sealed = null, updated_at = $2 where owner_id = $1`,
);
// Zero rows: none is left.
const TAKE_ATTEMPT = sql(
  'notifications-take-phone-attempt',
  `update notifications.phone set code_attempts_left = code_attempts_left - 1, updated_at = $2
   where owner_id = $1 and code_attempts_left > 0 returning owner_id`,
);
// Zero rows: there was none.
const REMOVE = sql(
  'notifications-remove-phone',
  `update notifications.phone set number_sealed = null, masked = '', confirmed_at = null, code_sealed = null, updated_at = $2
   where owner_id = $1 and number_sealed is not null`,
);

const placeOfNumber = (ownerId: string): string => `phone.number:${ownerId}`;
const placeOfCode = (ownerId: string): string => `phone.code:${ownerId}`;

export async function findPhone(tx: Transaction, ownerId: string): Promise<Phone | null> {
  const row = await tx.maybeOne<PhoneRow>(FIND, [ownerId]);
  return row && { ownerId: row.owner_id, masked: row.masked, confirmedAt: row.confirmed_at };
}

/** How many codes were sent; locks the row where there is one. */
export async function codeCount(tx: Transaction, ownerId: string): Promise<CodeCount | null> {
  const row = await tx.maybeOne<{ window_started_at: Date; codes_sent: number }>(COUNT, [ownerId]);
  return row && { windowStartedAt: row.window_started_at, codesSent: row.codes_sent };
}

/** Takes the place of the number before; unconfirmed until the code is read back. */
export async function storePhone(
  tx: Transaction,
  ownerId: string,
  { number, code, count }: { number: string; code: string; count: CodeCount },
): Promise<void> {
  const crypto = fieldCrypto();
  await tx.rows(UPSERT, [
    ownerId,
    tx.call.caller.tenantId,
    crypto.seal(number, placeOfNumber(ownerId)),
    maskedNumber(number),
    crypto.seal(code, placeOfCode(ownerId)),
    new Date(tx.now.getTime() + CODE_TTL_MS),
    CODE_ATTEMPTS,
    count.windowStartedAt,
    count.codesSent,
    tx.now,
  ]);
}

/** The number and the code that waits, opened, and locked; null without a number. */
export async function openPhone(
  tx: Transaction,
  ownerId: string,
): Promise<{ number: string; code: string | null; isConfirmed: boolean } | null> {
  const row = await tx.maybeOne<{
    number_sealed: Buffer;
    code_sealed: Buffer | null;
    code_expires_at: Date | null;
    confirmed_at: Date | null;
  }>(SECRETS, [ownerId]);
  if (!row) return null;
  const crypto = fieldCrypto();
  const isGood = row.code_sealed && row.code_expires_at && row.code_expires_at > tx.now;
  return {
    number: crypto.open(row.number_sealed, placeOfNumber(ownerId)),
    code: isGood && row.code_sealed ? crypto.open(row.code_sealed, placeOfCode(ownerId)) : null,
    isConfirmed: row.confirmed_at !== null,
  };
}

export async function confirmPhone(tx: Transaction, ownerId: string): Promise<void> {
  await tx.rows(CONFIRM, [ownerId, tx.now]);
}

/** @returns false when the code was tried as often as it may be */
export async function takeCodeAttempt(tx: Transaction, ownerId: string): Promise<boolean> {
  return (await tx.maybeOne(TAKE_ATTEMPT, [ownerId, tx.now])) !== null;
}

export async function removePhone(tx: Transaction, ownerId: string): Promise<void> {
  await tx.rows(REMOVE, [ownerId, tx.now]);
}
