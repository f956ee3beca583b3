import type { Transaction } from '@effect-studio/kernel/database';
import { StudioError } from '@effect-studio/kernel/errors';
import { isBooked } from '../../ledger/domain/ledger-answer.ts';
import { settle } from '../../ledger/persistence/ledger.ts';
import { postMoney } from '../../ledger/persistence/money-ledger.ts';

/** What the person who ordered the work pays. */
export interface WorkCharge {
  /** The client's; the same one is booked once. */
  id: string;
  reservationId: string;
  ownerId: string;
  /** Consumed of what was reserved; the rest goes back. 0 gives all of it back: the platform bears the work. */
  amountTokens: number;
  reason: string;
}

/** What the owner of a machine gets for one proven attempt. */
export interface WorkPay {
  id: string;
  agentOwnerId: string;
  taskId: string;
  attempt: number;
  amountNanoUsd: bigint;
}

/**
 * Settles both sides of work at once: the person's reservation ends, the owners of the machines are paid for what they
 * proved, and the platform bears the difference. All of it happens in the running transaction or none of it, so there
 * is no state "paid and unsettled". A repetition with the same ids changes nothing; an attempt is paid once, whatever id
 * the payment has. Pass `charge: null` for work that is settled later than its run.
 * @throws StudioError `SETTLEMENT_REFUSED` when either ledger says no; the transaction must be rolled back then
 */
export async function settleWork(
  tx: Transaction,
  settlement: { charge: WorkCharge | null; pay: readonly WorkPay[] },
): Promise<void> {
  const { charge, pay } = settlement;
  if (charge) {
    const { code } = await settle(tx, charge);
    if (!isBooked(code)) refuse(`the reservation ${charge.reservationId} was answered ${code}`);
  }
  const codes = await postMoney(
    tx,
    pay.map(({ id, agentOwnerId, taskId, attempt, amountNanoUsd }) => ({
      id,
      kind: 'AGENT_PAY' as const,
      amountNanoUsd,
      ownerId: agentOwnerId,
      subject: `${taskId}:${attempt}`,
      reason: 'proven work',
    })),
  );
  const refused = codes.indexOf('CONFLICT');
  if (refused !== -1) refuse(`the pay for task ${pay[refused]!.taskId} stands for something else`);
}

function refuse(why: string): never {
  throw new StudioError('SETTLEMENT_REFUSED', why);
}
