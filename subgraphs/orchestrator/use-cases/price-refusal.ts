import { type Problem, problem } from '@effect-studio/kernel/errors';
import type { Quote } from './ask-the-graph.ts';
import { type InsufficientTokens, insufficientTokens } from './submit-problems.ts';

export type PriceAboveLimit = Problem & { __typename: 'PriceAboveLimit'; quotedTokens: number };

/** What speaks against paying the quote; null when nothing does. @param maxTokens what the caller agreed to; null: any price */
export function priceRefusal(
  what: string,
  quote: Quote,
  maxTokens: number | null,
): PriceAboveLimit | InsufficientTokens | null {
  const { amountTokens, availableTokens } = quote;
  if (maxTokens !== null && amountTokens > maxTokens) {
    return problem(
      'PriceAboveLimit',
      {
        title: 'The price has changed',
        status: 409,
        humanReadableCause: `${what} costs ${amountTokens} tokens now; you agreed to ${maxTokens} at most.`,
        suggestedAction: 'Look at the new price and start again if you agree; nothing was reserved.',
      },
      { quotedTokens: amountTokens },
    );
  }
  return availableTokens < amountTokens ? insufficientTokens(quote) : null;
}
