import { sql, type Transaction } from '@effect-studio/kernel/database';
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
const ENTRIES = sql(
  'economics-wallet-entries',
  `select id, kind, amount_tokens, run_id, reason, created_at from economics.ledger_transfer
   where wallet_id = $1 order by sequence desc limit $2`,
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
  tx: Transaction,
  ownerIds: readonly string[],
): Promise<Map<string, Wallet>> {
  const rows = await tx.rows<WalletRow>(BY_OWNER, [[...ownerIds]]);
  return new Map(rows.map((row) => [row.owner_id, toWallet(row)]));
}

/** Wallets with these ids that the caller may see. */
export async function walletsById(tx: Transaction, ids: readonly string[]): Promise<Map<string, Wallet>> {
  const rows = await tx.rows<WalletRow>(BY_ID, [[...ids]]);
  return new Map(rows.map((row) => [row.id, toWallet(row)]));
}

/** The newest lines of a wallet. @param limit 1 to 100 */
export async function walletEntries(
  tx: Transaction,
  walletId: string,
  limit: number,
): Promise<WalletEntry[]> {
  const rows = await tx.rows<{
    id: string;
    kind: TransferKind;
    amount_tokens: string;
    run_id: string | null;
    reason: string;
    created_at: Date;
  }>(ENTRIES, [walletId, Math.min(100, Math.max(1, limit))]);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    movedTokens: Number(row.amount_tokens),
    runId: row.run_id,
    reason: row.reason,
    createdAt: row.created_at,
  }));
}
