import type { Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { CostEntry } from '../../costs/domain/cost-entry.ts';
import { executionsOf } from '../../executions/persistence/read-executions.ts';
import { type MoneyTransfer, postMoney } from '../../ledger/persistence/money-ledger.ts';
import { rateCards } from '../../rate-card/persistence/rate-cards.ts';
import { isProvenWork, type ProvenCost, payFor, paySubject } from '../domain/proven-work.ts';

/**
 * Pays the owners of machines for what they proved, whoever won and however the run ended; the platform bears what the
 * person does not. It runs in the transaction that settles the person's side (a charge or a release), and in the one that
 * books work which is told afterwards, so that no crash leaves one side paid and the other unsettled. An attempt is paid
 * once: what it cost when it was first proven stays paid, whatever is corrected later.
 * @param costs current entries of runs whose person's side is settled
 * @param ownerOf of each attempt by {@link paySubject}; absent: as executions say
 */
export async function payProvenWork(
  tx: Transaction,
  costs: readonly CostEntry[],
  ownerOf: ReadonlyMap<string, string> | null = null,
): Promise<void> {
  const proven = costs.filter(isProvenWork);
  if (proven.length === 0) return;
  const owners = ownerOf ?? (await ownersOf(tx, proven));
  const cards = await rateCards(
    tx,
    proven.map(({ rateCardVersion }) => rateCardVersion),
  );
  const pays = proven.flatMap((entry): MoneyTransfer[] => {
    const subject = paySubject(entry);
    const ownerId = owners.get(subject);
    const amountNanoUsd = payFor(entry, cards);
    if (!ownerId || amountNanoUsd === 0n) return [];
    return [{ id: newId(), kind: 'AGENT_PAY', amountNanoUsd, ownerId, subject, reason: 'proven work' }];
  });
  await postMoney(tx, pays);
}

async function ownersOf(tx: Transaction, proven: readonly ProvenCost[]): Promise<Map<string, string>> {
  const executions = await executionsOf(tx, proven);
  return new Map(executions.map((execution) => [paySubject(execution), execution.agentOwnerId]));
}
