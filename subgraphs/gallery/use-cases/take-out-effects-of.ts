import { sql, type Transaction } from '@effect-studio/kernel/database';
import { lockEffect } from '../persistence/effect-rows.ts';
import { takeOut } from './take-out.ts';

const EFFECTS_OF = sql(
  'gallery-effects-of',
  `select id from gallery.effect where owner_id = $1 and taken_out_by is distinct from 'ERASURE' order by id`,
);
const REASON = 'Its creator asked to be forgotten.';

/** Takes every effect of a person out of the gallery, for good: also what was out already cannot come back. */
export async function takeOutEffectsOf(tx: Transaction, ownerId: string): Promise<void> {
  for (const { id } of await tx.rows<{ id: string }>(EFFECTS_OF, [ownerId])) {
    const effect = await lockEffect(tx, id);
    if (!effect || effect.takenOutBy === 'ERASURE') continue;
    // The event is kept: it has no words of theirs.
    await takeOut(
      tx,
      { ...effect, title: '' },
      { unpublishedBy: ownerId, reason: REASON, takenOutBy: 'ERASURE' },
    );
  }
}
