import type { CallContext } from '@effect-studio/kernel/context';
import type { Effect } from '../domain/effect.ts';
import { type NearDuplicate, nearDuplicates } from '../domain/near-duplicates.ts';
import type { RevisionContent } from '../domain/revision.ts';
import { publishedOfType } from '../persistence/candidate-rows.ts';
import { effectsById } from '../persistence/effect-rows.ts';

/** A near-duplicate with its listing. */
export interface FoundDuplicate extends NearDuplicate {
  effect: Effect;
}

/** Published effects that are nearly what a result would become, with how near they are. */
export function findNearDuplicates(
  ctx: CallContext,
  runId: string,
  content: RevisionContent,
): Promise<FoundDuplicate[]> {
  return ctx.db.transaction(ctx, async (tx) => {
    const found = nearDuplicates(content, await publishedOfType(tx, content.effectTypeId, runId));
    const effects = await effectsById(
      tx,
      found.map(({ effectId }) => effectId),
    );
    return found.flatMap((one) => {
      const effect = effects.get(one.effectId);
      return effect ? [{ ...one, effect }] : [];
    });
  });
}
