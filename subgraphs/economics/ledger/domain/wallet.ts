/** A person's tokens. */
export interface Wallet {
  id: string;
  ownerId: string;
  /** What can be spent: posted less reserved. */
  availableTokens: number;
  reservedTokens: number;
  /** Grows with every change. */
  version: bigint;
}

export type TransferKind = 'TOP_UP' | 'RESERVE' | 'CONSUME' | 'RELEASE' | 'REFUND';

/** One line of a wallet's history. */
export interface WalletEntry {
  id: string;
  /** Its place among all lines; grows with time. */
  sequence: bigint;
  kind: TransferKind;
  /** Unsigned tokens that the transfer moved. */
  movedTokens: number;
  runId: string | null;
  reason: string;
  createdAt: Date;
}

/**
 * How a transfer changes what its owner can spend. Consuming moves tokens that were reserved before, so it
 * changes nothing; the sum over a wallet's entries is what it has available.
 */
export function spendableChange(kind: TransferKind, movedTokens: number): number {
  switch (kind) {
    case 'TOP_UP':
    case 'RELEASE':
    case 'REFUND':
      return movedTokens;
    case 'RESERVE':
      return movedTokens === 0 ? 0 : -movedTokens;
    case 'CONSUME':
      return 0;
  }
}

/** Most tokens that one top-up may grant. */
export const MAX_TOP_UP_TOKENS = 100_000_000;
