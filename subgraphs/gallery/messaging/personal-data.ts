import { sql } from '@effect-studio/kernel/database';
import { personalData } from '@effect-studio/kernel/personal-data';
import { forgetWordsInRevisions } from '../use-cases/forget-words-in-revisions.ts';
import { takeOutEffectsOf } from '../use-cases/take-out-effects-of.ts';

const PREVIEWS = sql(
  'gallery-previews-of',
  'select preview_key from gallery.effect where owner_id = $1 and preview_key is not null',
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
      },
      give: ['id', 'title', 'description', 'slug', 'effect_type_id', 'published_at', 'unpublished_at'],
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
  },
});
