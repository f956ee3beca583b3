import { sql, type Transaction } from '@effect-studio/kernel/database';
import type { AddressAttempts } from '../domain/sign-in-code.ts';

const INSERT = sql(
  'identity-insert-code',
  `insert into identity.sign_in_code (id, tenant_id, address_index, code_mac, expires_at, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $6)`,
);
/** $1 address index, $2 code hash, $3 now. No row: wrong, used up or too old. A code is used once, whoever races. */
const USE = sql(
  'identity-use-code',
  `update identity.sign_in_code set used_at = $3, updated_at = $3
   where address_index = $1 and code_mac = $2 and used_at is null and expires_at > $3 returning id`,
);
/** The other open codes of an address end when one of them is used. */
const CLOSE_OTHERS = sql(
  'identity-close-codes',
  'update identity.sign_in_code set used_at = $2, updated_at = $2 where address_index = $1 and used_at is null',
);
const FORGET_OLD = sql('identity-forget-codes', 'delete from identity.sign_in_code where expires_at < $1');

export interface NewCode {
  id: string;
  addressIndex: Buffer;
  codeMac: Buffer;
  expiresAt: Date;
}

export async function insertCode(tx: Transaction, code: NewCode): Promise<void> {
  const { id, addressIndex, codeMac, expiresAt } = code;
  await tx.rows(INSERT, [id, tx.call.caller.tenantId, addressIndex, codeMac, expiresAt, tx.now]);
}

export async function useCode(tx: Transaction, addressIndex: Buffer, codeMac: Buffer): Promise<boolean> {
  const used = await tx.rows(USE, [addressIndex, codeMac, tx.now]);
  if (used.length > 0) await tx.rows(CLOSE_OTHERS, [addressIndex, tx.now]);
  return used.length > 0;
}

export async function forgetCodesBefore(tx: Transaction, moment: Date): Promise<void> {
  await tx.rows(FORGET_OLD, [moment]);
}

/** Locks the address's row until the transaction ends, so that guesses are counted one after the other. */
const CLAIM_ATTEMPTS = sql(
  'identity-claim-attempts',
  `insert into identity.sign_in_attempts as a
     (tenant_id, address_index, wrong_attempts, codes_sent, window_started_at, created_at, updated_at)
   values ($1, $2, 0, 0, $3, $3, $3)
   on conflict (tenant_id, address_index) do update set updated_at = excluded.updated_at
   returning a.wrong_attempts, a.locked_until, a.codes_sent, a.window_started_at`,
);
const STORE_ATTEMPTS = sql(
  'identity-store-attempts',
  `update identity.sign_in_attempts
   set wrong_attempts = $2, locked_until = $3, codes_sent = $4, window_started_at = $5
   where address_index = $1`,
);

export async function claimAttempts(tx: Transaction, addressIndex: Buffer): Promise<AddressAttempts> {
  const row = await tx.one<{
    wrong_attempts: number;
    locked_until: Date | null;
    codes_sent: number;
    window_started_at: Date;
  }>(CLAIM_ATTEMPTS, [tx.call.caller.tenantId, addressIndex, tx.now]);
  return {
    wrongAttempts: row.wrong_attempts,
    lockedUntil: row.locked_until,
    codesSent: row.codes_sent,
    windowStartedAt: row.window_started_at,
  };
}

export async function storeAttempts(
  tx: Transaction,
  addressIndex: Buffer,
  attempts: AddressAttempts,
): Promise<void> {
  const { wrongAttempts, lockedUntil, codesSent, windowStartedAt } = attempts;
  await tx.rows(STORE_ATTEMPTS, [addressIndex, wrongAttempts, lockedUntil, codesSent, windowStartedAt]);
}
