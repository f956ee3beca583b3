import type { CallContext } from '@effect-studio/kernel/context';
import type { Transaction } from '@effect-studio/kernel/database';
import { type IdempotencyConflict, idempotent } from '@effect-studio/kernel/database/idempotency';
import { type InvalidInput, invalidInput } from '@effect-studio/kernel/errors';
import { newId } from '@effect-studio/kernel/ids';
import { requestManifest } from '../../manifest/persistence/request-manifest.ts';
import {
  type BudgetPeriod,
  type ExplorationWallet,
  grantDue,
  periodOf,
  type StoredExploration,
  walletAt,
} from '../domain/exploration-wallet.ts';
import { lockExploration, saveExploration, storedExploration } from '../persistence/exploration-budgets.ts';
import { type MoneyTransferKind, postMoney } from '../persistence/money-ledger.ts';

/** The tenant's exploration wallet now. Whoever explores asks here first: an exhausted wallet is a hard stop. */
export async function explorationLeft(tx: Transaction): Promise<ExplorationWallet> {
  return walletAt(await storedExploration(tx), tx.now);
}

/** The same, for a caller. Callers see to authorization: admins only. */
export function readExplorationWallet(ctx: CallContext): Promise<ExplorationWallet> {
  return ctx.db.transaction(ctx, explorationLeft);
}

/**
 * Takes what losing, shadow and exploration legs cost out of the wallet, in the transaction that books the cost; a
 * negative amount gives back what turned out to cost less or to be somebody else's. Costs that have arisen are booked
 * even when the wallet is empty: it is the next leg that is not started, and a manifest that says so is asked for at once.
 * The books are locked before the wallet.
 */
export async function spendExploration(
  tx: Transaction,
  amountNanoUsd: bigint,
  subject: string,
): Promise<void> {
  if (amountNanoUsd === 0n) return;
  const before = walletAt(await rollPeriod(tx, await lockExploration(tx)), tx.now);
  await move(tx, amountNanoUsd, 'EXPLORATION_SPEND', 'EXPLORATION_CORRECTION', subject);
  const after = await explorationLeft(tx);
  // Routing does not wait for the next cycle to stop, or to begin again.
  if (after.isExhausted !== before.isExhausted) {
    await requestManifest(tx, `exploration-wallet:${after.isExhausted}:${tx.now.getTime()}`);
  }
}

/** A new budget for exploration. */
export interface SetExplorationBudget {
  period: BudgetPeriod;
  limitNanoUsd: bigint;
  key: string;
}

const MAX_LIMIT_NANO_USD = 10n ** 15n;

/** Sets what exploration may spend per period, at once; what was spent in the running period counts. */
export async function setExplorationBudget(
  ctx: CallContext,
  input: SetExplorationBudget,
): Promise<{ done: true } | InvalidInput | IdempotencyConflict> {
  const { key, ...payload } = input;
  return idempotent<{ done: true } | InvalidInput>(
    ctx,
    { operation: 'setExplorationBudget', key, payload },
    async (tx) => {
      if (input.limitNanoUsd < 0n || input.limitNanoUsd > MAX_LIMIT_NANO_USD) {
        return invalidInput(
          'limitNanoUsd',
          `${input.limitNanoUsd} nano-USD cannot be a budget.`,
          `Choose 0 to ${MAX_LIMIT_NANO_USD}; 0 stops exploration.`,
        );
      }
      const before = await rollPeriod(tx, await lockExploration(tx));
      const spentNanoUsd = before.openingNanoUsd - before.balanceNanoUsd;
      // Another period begins with its whole limit; the running one keeps what it spent.
      const isSamePeriod = before.period === input.period;
      const openingNanoUsd = isSamePeriod
        ? input.limitNanoUsd - (before.limitNanoUsd - before.openingNanoUsd)
        : input.limitNanoUsd;
      const balance = isSamePeriod ? openingNanoUsd - spentNanoUsd : input.limitNanoUsd;
      await move(
        tx,
        balance - before.balanceNanoUsd,
        'EXPLORATION_GRANT',
        'EXPLORATION_RETURN',
        'a new budget',
      );
      await saveExploration(tx, {
        period: input.period,
        limitNanoUsd: input.limitNanoUsd,
        periodStart: periodOf(input.period, tx.now).start,
        openingNanoUsd,
      });
      return { done: true };
    },
  );
}

/** Gives the running period its budget, once. @returns the wallet afterwards */
async function rollPeriod(tx: Transaction, stored: StoredExploration): Promise<StoredExploration> {
  const { start } = periodOf(stored.period, tx.now);
  if (stored.periodStart?.getTime() === start.getTime()) return stored;
  const granted = grantDue(stored, tx.now);
  await move(tx, granted, 'EXPLORATION_GRANT', 'EXPLORATION_RETURN', start.toISOString());
  const balanceNanoUsd = stored.balanceNanoUsd + granted;
  const rolled = { ...stored, periodStart: start, openingNanoUsd: balanceNanoUsd, balanceNanoUsd };
  await saveExploration(tx, rolled);
  return rolled;
}

async function move(
  tx: Transaction,
  amountNanoUsd: bigint,
  gain: MoneyTransferKind,
  loss: MoneyTransferKind,
  subject: string,
): Promise<void> {
  if (amountNanoUsd === 0n) return;
  const kind = amountNanoUsd > 0n ? gain : loss;
  const magnitude = amountNanoUsd < 0n ? -amountNanoUsd : amountNanoUsd;
  await postMoney(tx, [
    { id: newId(), kind, amountNanoUsd: magnitude, ownerId: null, subject, reason: 'exploration' },
  ]);
}
