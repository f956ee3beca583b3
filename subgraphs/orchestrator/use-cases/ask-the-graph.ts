import type { CallContext } from '@effect-studio/kernel/context';

/** What a run costs its creator now, and what they can spend. */
export interface Quote {
  amountTokens: number;
  rateCardVersion: number;
  availableTokens: number;
}

/** A clip as intake sees it; null when it does not exist for the caller. */
export interface IntakeVideo {
  id: string;
  status: 'UPLOADING' | 'PROCESSING' | 'READY' | 'REJECTED';
  rejection: { humanReadableCause: string; suggestedAction: string } | null;
}

const QUOTE = 'query OrchestratorQuote { quoteRun { amountTokens rateCardVersion availableTokens } }';
const VIDEO = `query OrchestratorVideo($id: ID!) {
  video(id: $id) { id status rejection { humanReadableCause suggestedAction } }
}`;

/** Asks economics, as the caller. */
export async function askQuote(ctx: CallContext): Promise<Quote> {
  const { quoteRun } = await ctx.graph.ask<{ quoteRun: Quote }>(ctx, QUOTE);
  return quoteRun;
}

/** Asks intake, as the caller. */
export async function askVideo(ctx: CallContext, id: string): Promise<IntakeVideo | null> {
  const { video } = await ctx.graph.ask<{ video: IntakeVideo | null }>(ctx, VIDEO, { id });
  return video;
}
