import { formatTokens } from '@effect-studio/web-kit/format.ts';
import { isEnded, type RunStateName } from '@effect-studio/web-kit/run/run-words.ts';

/** Tokens of one run, as the ledger has them. */
export interface RunMoney {
  state: RunStateName;
  quotedTokens: number;
  reservedTokens: number;
  consumedTokens: number;
  refundedTokens: number;
}

/** What the run holds, cost, and gave back, in one line. */
export function moneyWords({
  state,
  quotedTokens,
  reservedTokens,
  consumedTokens,
  refundedTokens,
}: RunMoney): string {
  const back = refundedTokens > 0 ? `${formatTokens(refundedTokens)} returned to you` : '';
  if (consumedTokens > 0) return [`${formatTokens(consumedTokens)} charged`, back].filter(Boolean).join(', ');
  if (back !== '') return `${back}, nothing charged`;
  if (isEnded(state))
    return reservedTokens > 0
      ? `${formatTokens(reservedTokens)} on their way back to you`
      : 'Nothing charged';
  if (reservedTokens > 0) return `${formatTokens(reservedTokens)} reserved, unused returns to you`;
  return `Costs ${formatTokens(quotedTokens)}, nothing reserved yet`;
}
