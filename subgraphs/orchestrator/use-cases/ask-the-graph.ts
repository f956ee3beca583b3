import type { CallContext } from '@effect-studio/kernel/context';
import { z } from 'zod';
import type { EffectInUse, PromptVariant } from '../domain/saga/run-saga.ts';

/** What a run costs its creator now, and what they can spend. */
export interface Quote {
  amountTokens: number;
  rateCardVersion: number;
  availableTokens: number;
}

/** A clip as intake sees it; null when it does not exist for the caller. */
export interface IntakeVideo {
  id: string;
  status: 'UPLOADING' | 'PROCESSING' | 'READY' | 'REJECTED' | 'ERASED';
  rejection: { humanReadableCause: string; suggestedAction: string } | null;
}

const QUOTE = `query OrchestratorQuote($effectTypeId: ID) {
  quoteRun(effectTypeId: $effectTypeId) { amountTokens rateCardVersion availableTokens }
}`;
const EFFECT = `query OrchestratorEffect($id: ID!) {
  effectToRun(id: $id) { id title revision { id content } }
}`;
const VIDEO = `query OrchestratorVideo($id: ID!) {
  video(id: $id) { id status rejection { humanReadableCause suggestedAction } }
}`;

/** What a revision pins, as gallery tells it. */
const pinnedContent = z.object({
  effectTypeId: z.string(),
  styleDescriptor: z.json(),
  promptVariant: z.object({
    variantId: z.string(),
    text: z.string(),
    parameters: z.record(z.string(), z.json()),
  }),
  workflows: z.array(z.object({ workflowId: z.string(), digest: z.string() })),
});

/** A published effect, ready to be put on a clip. */
export interface PublishedEffect {
  title: string;
  inUse: EffectInUse;
  variant: PromptVariant;
}

/**
 * Asks economics, as the caller.
 * @param effectTypeId what the run will make; null while that is not known
 */
export async function askQuote(ctx: CallContext, effectTypeId: string | null = null): Promise<Quote> {
  const { quoteRun } = await ctx.graph.ask<{ quoteRun: Quote }>(ctx, QUOTE, { effectTypeId });
  return quoteRun;
}

/** Asks intake, as the caller. */
export async function askVideo(ctx: CallContext, id: string): Promise<IntakeVideo | null> {
  const { video } = await ctx.graph.ask<{ video: IntakeVideo | null }>(ctx, VIDEO, { id });
  return video;
}

/** Asks gallery, as the caller. @returns null when no such effect is published */
export async function askEffect(ctx: CallContext, id: string): Promise<PublishedEffect | null> {
  const { effectToRun } = await ctx.graph.ask<{
    effectToRun: { id: string; title: string; revision: { id: string; content: unknown } } | null;
  }>(ctx, EFFECT, { id });
  if (!effectToRun) return null;
  const { revision, title } = effectToRun;
  const { effectTypeId, styleDescriptor, promptVariant, workflows } = pinnedContent.parse(revision.content);
  return {
    title,
    inUse: { effectId: effectToRun.id, revisionId: revision.id, effectTypeId, styleDescriptor, workflows },
    variant: { ...promptVariant, effectTypeId },
  };
}
