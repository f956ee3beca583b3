import type { CallContext } from '@effect-studio/kernel/context';

/** What publishing needs of an effect type. */
export interface EffectTypeFacts {
  id: string;
  title: string;
  description: string;
  /** What putting it on a clip is quoted at now, in tokens. */
  priceTokens: number;
  /** The rate card in force. */
  rateCardVersion: number;
}

const EFFECT_TYPES = `query GalleryEffectTypes($id: ID!) {
  effectTypes { id title description }
  quoteRun(effectTypeId: $id) { amountTokens rateCardVersion }
}`;
const FOOTAGE = `query GalleryFootage($id: ID!, $runId: ID!) {
  video(id: $id) { isHouseClip }
  run(id: $runId) { footageTrim { startSeconds } }
}`;

const RERENDERED = 'query GalleryRerendered($id: ID!) { run(id: $id) { rerenderOf { run { id } } } }';
/** Longer chains of renderings are not followed. */
const LONGEST_CHAIN = 16;

/**
 * Asks the orchestrator, through the graph, of which runs a run renders a candidate anew: the one it is made from first,
 * then the one that is made from, and so on. Empty for a run of its own.
 */
export async function askEarlierRuns(ctx: CallContext, runId: string): Promise<string[]> {
  const earlier: string[] = [];
  for (let id = runId; earlier.length < LONGEST_CHAIN; ) {
    const { run } = await ctx.graph.ask<{ run: { rerenderOf: { run: { id: string } } | null } | null }>(
      ctx,
      RERENDERED,
      { id },
    );
    if (!run?.rerenderOf) break;
    id = run.rerenderOf.run.id;
    earlier.push(id);
  }
  return earlier;
}

/** Asks providers and economics, through the graph. @returns null when there is no such effect type */
export async function askEffectType(ctx: CallContext, id: string): Promise<EffectTypeFacts | null> {
  const { effectTypes, quoteRun } = await ctx.graph.ask<{
    effectTypes: Pick<EffectTypeFacts, 'id' | 'title' | 'description'>[];
    quoteRun: { amountTokens: number; rateCardVersion: number };
  }>(ctx, EFFECT_TYPES, { id });
  const found = effectTypes.find((type) => type.id === id);
  if (!found) return null;
  const { amountTokens: priceTokens, rateCardVersion } = quoteRun;
  return { ...found, priceTokens, rateCardVersion };
}

/** What the gallery has to know of the clip that a result was made of. */
export interface FootageFacts {
  /** The studio's own. A clip that is gone is not. */
  isHouseClip: boolean;
  /** The result is as long as the clip: both can be played side by side. */
  isWhole: boolean;
}

/** Asks intake and the orchestrator, through the graph. */
export async function askFootage(ctx: CallContext, videoId: string, runId: string): Promise<FootageFacts> {
  const { video, run } = await ctx.graph.ask<{
    video: { isHouseClip: boolean } | null;
    run?: { footageTrim: object | null } | null;
  }>(ctx, FOOTAGE, { id: videoId, runId });
  return { isHouseClip: video?.isHouseClip === true, isWhole: !run?.footageTrim };
}
