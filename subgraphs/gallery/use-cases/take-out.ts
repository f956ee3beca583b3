import type { Transaction } from '@effect-studio/kernel/database';
import { EffectUnpublished } from '@effect-studio/schema/events/gallery';
import type { Effect } from '../domain/effect.ts';
import type { TakenOutBy } from '../domain/standing.ts';
import { unpublish } from '../persistence/effect-rows.ts';
import { leaveTheEdge } from './leave-the-edge.ts';

/** Takes a locked effect out of the gallery and off the edge, and says so. Its slug, pins and revisions stay. */
export async function takeOut(
  tx: Transaction,
  { id: effectId, runId, ownerId, title }: Pick<Effect, 'id' | 'runId' | 'ownerId' | 'title'>,
  decision: { unpublishedBy: string; reason: string; takenOutBy: TakenOutBy },
): Promise<void> {
  const { unpublishedBy, reason, takenOutBy } = decision;
  await unpublish(tx, effectId, decision);
  await leaveTheEdge(tx, effectId);
  await tx.emit(EffectUnpublished, {
    aggregateId: effectId,
    payload: { effectId, runId, ownerId, title, unpublishedBy, reason, takenOutBy },
  });
}
