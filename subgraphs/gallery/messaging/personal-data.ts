import { sql } from '@effect-studio/kernel/database';
import { personalData } from '@effect-studio/kernel/personal-data';
import { forgetWordsInRevisions } from '../use-cases/forget-words-in-revisions.ts';
import { takeOutEffectsOf } from '../use-cases/take-out-effects-of.ts';

const PREVIEWS = sql(
  'gallery-previews-of',
  `select preview_key from gallery.effect where owner_id = $1 and preview_key is not null
   union select p.preview_key from gallery.effect e join gallery.publish_pin p on p.effect_id = e.id
   where e.owner_id = $1 and p.preview_key is not null`,
);
const FORGET_IN_PINS = sql(
  'gallery-forget-previews-in-pins',
  `update gallery.publish_pin p set preview_key = null, reason = null from gallery.effect e
   where e.id = p.effect_id and e.owner_id = $1 and (p.preview_key is not null or p.reason is not null)`,
);
/** What others said about their effects, and what was said to them about their own reports. */
const FORGET_IN_REPORTS = sql(
  'gallery-forget-words-about',
  `update gallery.report r set details = '', decision = case when decision is null then null else '' end
   from gallery.effect e where e.id = r.effect_id and $1 in (e.owner_id, r.owner_id)`,
);

/** Their effects leave the gallery, and what is kept of them for those who ran them has no words of theirs. */
export const personal = personalData({
  atOnce: takeOutEffectsOf,
  tables: [
    {
      table: 'gallery.effect',
      forget: {
        title: "'An effect that was taken out'",
        description: "''",
        slug: "'taken-out-' || id",
        preview_key: 'null',
        unpublish_reason: 'null',
      },
      give: ['id', 'title', 'description', 'slug', 'effect_type_id', 'published_at', 'unpublished_at'],
    },
    { table: 'gallery.candidate', forget: 'delete', give: null },
    {
      table: 'gallery.report',
      forget: { details: "''" },
      give: ['id', 'effect_id', 'ground', 'details', 'status', 'decided_at', 'created_at'],
    },
    {
      table: 'gallery.publication',
      forget: {
        submission: `submission || '{"wish": "", "title": ""}' || jsonb_build_object('promptVariant', (submission -> 'promptVariant') || '{"text": ""}')`,
      },
      give: null,
    },
  ],
  beforeForgetting: async (ctx, personId) => {
    await ctx.db.transaction(ctx, (tx) => forgetWordsInRevisions(tx, personId));
    for (const { preview_key } of await ctx.db.read<{ preview_key: string }>(ctx, PREVIEWS, [personId])) {
      await ctx.storage.remove(preview_key);
    }
    await ctx.db.transaction(ctx, async (tx) => {
      await tx.rows(FORGET_IN_PINS, [personId]);
      await tx.rows(FORGET_IN_REPORTS, [personId]);
    });
  },
});
