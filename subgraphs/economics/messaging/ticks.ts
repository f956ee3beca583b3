import type { Ticks } from '@effect-studio/kernel/bus/ticks';
import type { Transaction } from '@effect-studio/kernel/database';

/** Topic that tells of a change of the books; data `{version}`, a decimal string. */
export const BOOKS_TOPIC = 'economics:books';

/** Topic that tells a person's sockets that their wallet changed. */
export const walletTopic = (ownerId: string): string => `economics:wallet:${ownerId}`;

/** After the commit, tells whoever watches this wallet. */
export function bumpWallet(tx: Transaction, ownerId: string): void {
  const { ticks } = tx.call;
  tx.afterCommit(() => tellWallet(ticks, ownerId));
}

/** Tells whoever watches this wallet, of a change that is committed. */
export function tellWallet(ticks: Ticks, ownerId: string): void {
  ticks.publish(walletTopic(ownerId), { ownerId });
}
