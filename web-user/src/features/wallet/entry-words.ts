import { formatTokens } from '@effect-studio/web-kit/format.ts';
import type { LedgerEntryKind } from '../../../generated/graphql.ts';

interface Entry {
  kind: LedgerEntryKind;
  amountTokens: number;
  movedTokens: number;
  reason: string;
}

/** What a line of the wallet means to its owner. */
export function entryWords({ kind, movedTokens, reason }: Entry): { title: string; note: string } {
  const tokens = formatTokens(movedTokens);
  switch (kind) {
    case 'TOP_UP':
      return { title: 'Tokens came in', note: reason };
    case 'RESERVE':
      return {
        title: 'Set aside for a run',
        note: `${tokens} wait for its result; without one they come back.`,
      };
    case 'CONSUME':
      return { title: 'Paid for a result', note: `${tokens} that were set aside.` };
    case 'RELEASE':
      return { title: 'Came back unused', note: 'The run ended without a charge, or for less.' };
    case 'REFUND':
      return { title: 'Given back', note: reason };
  }
}

/** The change of what can be spent, with its sign; what was set aside before costs nothing more. */
export function changeWords({ kind, amountTokens, movedTokens }: Entry): string {
  if (kind === 'CONSUME') return `${formatTokens(movedTokens)}, paid`;
  return amountTokens > 0 ? `+${formatTokens(amountTokens)}` : formatTokens(amountTokens);
}
