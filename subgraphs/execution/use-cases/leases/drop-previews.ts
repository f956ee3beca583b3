import type { CallContext } from '@effect-studio/kernel/context';
import { PREVIEW_KEPT_SECONDS, PREVIEW_PUT_SECONDS } from '../../domain/preview.ts';

/** Every picture of a work in progress lies under one of these, and how long nobody may do without it, in seconds. */
const PLACES = [
  { prefix: 'previews/', keptSeconds: PREVIEW_KEPT_SECONDS },
  { prefix: 'uploads/previews/', keptSeconds: PREVIEW_PUT_SECONDS },
];

/**
 * Removes pictures of works in progress whose time is over: those of work that goes on were followed by newer ones.
 * @param now by the store's clock, which is the real one, in milliseconds since the epoch
 * @returns how many went
 */
export async function dropPreviews(ctx: CallContext, now: number = Date.now()): Promise<number> {
  let dropped = 0;
  for (const { prefix, keptSeconds } of PLACES) {
    for await (const { key, storedAt } of ctx.storage.list(prefix)) {
      if (storedAt.getTime() > now - keptSeconds * 1_000) continue;
      await ctx.storage.remove(key);
      dropped += 1;
    }
  }
  return dropped;
}
