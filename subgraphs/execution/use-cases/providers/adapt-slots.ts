import type { CallContext } from '@effect-studio/kernel/context';
import { adaptSlots, type SlotSituation } from '../../domain/adapt-slots.ts';
import { ADD_SLOTS, LOCK_PROVIDER, RETIRE_SLOTS } from '../../persistence/sql/provider-statements.ts';
import { NOTE_SLOTS, OBSERVE_SLOTS } from '../../persistence/sql/slot-statements.ts';
import { ringTaskBell } from '../leases/task-bell.ts';

/** What was seen longer ago says nothing about how much a provider bears now. */
const RECENT_MS = 600_000;

/** Gives out fewer of the slots of providers that throttle, and more of them again when they do not. */
export async function adaptAllSlots(ctx: CallContext): Promise<void> {
  await ctx.db.transaction(ctx, async (tx) => {
    const since = new Date(tx.now.getTime() - RECENT_MS);
    for (const seen of await tx.rows<SlotSituation & { id: string }>(OBSERVE_SLOTS, [since])) {
      const slots = adaptSlots(seen, tx.now);
      const isLowered = slots < seen.slots || (slots === seen.slots && seen.throttledAttempts > 0);
      if (slots === seen.slots && !isLowered) continue;
      await tx.rows(LOCK_PROVIDER, [seen.id]);
      await tx.rows(slots < seen.slots ? RETIRE_SLOTS : ADD_SLOTS, [seen.id, slots]);
      await tx.rows(NOTE_SLOTS, [seen.id, seen.ceiling, tx.now, isLowered]);
      ringTaskBell(tx);
    }
  });
}
