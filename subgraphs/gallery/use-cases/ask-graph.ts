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
const IS_HOUSE_CLIP = 'query GalleryFootage($id: ID!) { video(id: $id) { isHouseClip } }';

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

/** Asks intake, through the graph, whether a clip is the studio's own. A clip that is gone is not. */
export async function askIsHouseClip(ctx: CallContext, videoId: string): Promise<boolean> {
  const { video } = await ctx.graph.ask<{ video: { isHouseClip: boolean } | null }>(ctx, IS_HOUSE_CLIP, {
    id: videoId,
  });
  return video?.isHouseClip === true;
}
