import { sql, type Transaction } from '@effect-studio/kernel/database';
import { SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { RevisionContent } from '../domain/revision.ts';
import { storeRevision } from '../persistence/revision-rows.ts';

const REVISIONS_OF = sql(
  'gallery-revisions-of-owner',
  `select distinct r.id, r.content from gallery.effect e join gallery.publish_pin p on p.effect_id = e.id
   join gallery.revision r on r.tenant_id = p.tenant_id and r.id = p.revision_id where e.owner_id = $1`,
);
/** $1 owner, $2 the old, $3 the new. */
const MOVE_PINS = sql(
  'gallery-move-pins',
  `update gallery.publish_pin p set revision_id = $3 from gallery.effect e
   where e.id = p.effect_id and e.owner_id = $1 and p.revision_id = $2`,
);
const MOVE_EFFECTS = sql(
  'gallery-move-effects',
  'update gallery.effect set revision_id = $3 where owner_id = $1 and revision_id = $2',
);
const ALLOW = sql('gallery-allow-erasure', `select set_config('app.erasure', 'true', true)`);
/** What another's effect shares stays: then it is theirs, too. */
const DROP = sql(
  'gallery-drop-revision',
  `delete from gallery.revision r where r.id = $1 and not exists (
     select from gallery.publish_pin p where p.tenant_id = r.tenant_id and p.revision_id = r.id)`,
);

/**
 * The prompt of a revision is made of its creator's wish. Each revision is put in place of one without the words; its
 * look, its workflows and its number stay.
 */
export async function forgetWordsInRevisions(tx: Transaction, ownerId: string): Promise<void> {
  await tx.rows(ALLOW);
  for (const { id, content: text } of await tx.rows<{ id: string; content: string }>(REVISIONS_OF, [
    ownerId,
  ])) {
    const content = JSON.parse(text) as RevisionContent;
    if (content.promptVariant.text === '') continue;
    const wordless = { ...content, promptVariant: { ...content.promptVariant, text: '' } };
    const next = await storeRevision(tx, wordless, SYSTEM_SUBJECT_ID);
    await tx.rows(MOVE_PINS, [ownerId, id, next]);
    await tx.rows(MOVE_EFFECTS, [ownerId, id, next]);
    await tx.rows(DROP, [id]);
  }
}
