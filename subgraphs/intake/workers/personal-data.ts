import { personalData } from '@effect-studio/kernel/personal-data';
import { eraseClipsOf } from '../use-cases/erase-clips-of.ts';

/** Clips are erased as their owner would erase them, whatever uses them. */
export const personal = personalData({
  tables: [
    {
      table: 'intake.video',
      forget: null,
      give: ['id', 'file_name', 'status', 'size_bytes', 'created_at'],
    },
  ],
  beforeForgetting: async (ctx, personId) => {
    while ((await ctx.db.transaction(ctx, (tx) => eraseClipsOf(tx, personId))) > 0);
  },
});
