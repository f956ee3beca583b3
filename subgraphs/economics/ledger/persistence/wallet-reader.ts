import { type Reading, sql, type Transaction } from '@effect-studio/kernel/database';
import type { TransferKind, Wallet, WalletEntry } from '../domain/wallet.ts';

interface WalletRow {
  id: string;
  owner_id: string;
  available_tokens: string;
  held_tokens: string;
  version: string;
}

const COLUMNS = 'id, owner_id, available_tokens, held_tokens, version';
const BY_OWNER = sql(
  'economics-wallets-by-owner',
  `select ${COLUMNS} from economics.wallet where owner_id = any ($1::uuid[])`,
);
const BY_ID = sql(
  'economics-wallets-by-id',
  `select ${COLUMNS} from economics.wallet where id = any ($1::uuid[])`,
);
/** $1 wallet, $2 how many, $3 the place to go on behind; null begins at the newest. */
const ENTRIES = sql(
  'economics-wallet-entries',
  `select id, sequence, kind, amount_tokens, run_id, reason, created_at from economics.ledger_transfer
   where wallet_id = $1 and ($3::bigint is null or sequence < $3) order by sequence desc limit $2`,
);
/**
 * $1 how many, $2 the line to go on behind (null: the newest), $3 only of this person, $4 only of this kind. Ids grow with
 * time, so their index gives the order.
 */
const LINES = sql(
  'economics-ledger-lines',
  `select id, owner_id, sequence, kind, amount_tokens, run_id, reason, created_at from economics.ledger_transfer
   where ($2::uuid is null or id < $2) and ($3::uuid is null or owner_id = $3) and ($4::text is null or kind = $4)
   order by id desc limit $1`,
);
/** Row-level security is per tenant, and system accounts are opened with the first wallet of one. */
const TENANTS = sql(
  'economics-tenants-with-wallets',
  'select distinct tenant_id from economics.books union select $1::uuid order by 1',
);

const toWallet = (row: WalletRow): Wallet => ({
  id: row.id,
  ownerId: row.owner_id,
  availableTokens: Number(row.available_tokens),
  reservedTokens: Number(row.held_tokens),
  version: BigInt(row.version),
});

/** Wallets of these people that the caller may see. */
export async function walletsOfOwners(
  tx: Reading,
  ownerIds: readonly string[],
): Promise<Map<string, Wallet>> {
  const rows = await tx.rows<WalletRow>(BY_OWNER, [[...ownerIds]]);
  return new Map(rows.map((row) => [row.owner_id, toWallet(row)]));
}

/** Wallets with these ids that the caller may see. */
export async function walletsById(tx: Reading, ids: readonly string[]): Promise<Map<string, Wallet>> {
  const rows = await tx.rows<WalletRow>(BY_ID, [[...ids]]);
  return new Map(rows.map((row) => [row.id, toWallet(row)]));
}

/** Tenants in which tokens may be held: those that have books, and the caller's own. */
export async function tenantsWithWallets(tx: Transaction): Promise<string[]> {
  const rows = await tx.rows<{ tenant_id: string }>(TENANTS, [tx.call.caller.tenantId]);
  return rows.map((row) => row.tenant_id);
}

/** Lines of a wallet, newest first. @param limit how many at most @param after the place of the line to go on behind */
export async function walletEntries(
  tx: Transaction,
  walletId: string,
  limit: number,
  after: bigint | null = null,
): Promise<WalletEntry[]> {
  const rows = await tx.rows<EntryRow>(ENTRIES, [walletId, Math.min(101, Math.max(1, limit)), after]);
  return rows.map(toEntry);
}

interface EntryRow {
  id: string;
  sequence: string;
  kind: TransferKind;
  amount_tokens: string;
  run_id: string | null;
  reason: string;
  created_at: Date;
}

const toEntry = (row: EntryRow): WalletEntry => ({
  id: row.id,
  sequence: BigInt(row.sequence),
  kind: row.kind,
  movedTokens: Number(row.amount_tokens),
  runId: row.run_id,
  reason: row.reason,
  createdAt: row.created_at,
});

/** Which lines of the ledger are asked for; null: all. */
export interface LedgerLineFilter {
  ownerId: string | null;
  kind: TransferKind | null;
}

/** Lines of all wallets that the caller may see, newest first. @param after id of the line to go on behind */
export async function ledgerLines(
  tx: Transaction,
  { ownerId, kind }: LedgerLineFilter,
  limit: number,
  after: string | null,
): Promise<{ ownerId: string; entry: WalletEntry }[]> {
  const rows = await tx.rows<EntryRow & { owner_id: string }>(LINES, [limit, after, ownerId, kind]);
  return rows.map((row) => ({ ownerId: row.owner_id, entry: toEntry(row) }));
}
