import { sql } from '@effect-studio/kernel/database';
import { personalData } from '@effect-studio/kernel/personal-data';
import { cancelRunsOf } from '../use-cases/cancel-runs-of.ts';

/** Until then every run that was stopped has told everybody so. */
const RUNS_END_MS = 15 * 60_000;

/** $1 person. A run with a published effect is called as the effect was, which may be made of its creator's words. */
const FORGET_TITLES = sql(
  'orchestrator-forget-titles',
  `update orchestrator.run used set wish = 'An effect that was taken out'
   where used.effect_in_use ->> 'effectId' in (
     select made.effect_id::text from orchestrator.run made where made.owner_id = $1 and made.effect_id is not null)`,
);

/** Runs stay as the books know them: what was asked for, and from what, is gone. */
export const personal = personalData({
  forgetsAfterMs: RUNS_END_MS,
  atOnce: cancelRunsOf,
  beforeForgetting: (ctx, personId) =>
    ctx.db.transaction(ctx, async (tx) => {
      await tx.rows(FORGET_TITLES, [personId]);
    }),
  tables: [
    {
      table: 'orchestrator.run',
      forget: { wish: "''", analysis: 'null', variants: 'null', example_key: 'null', footage_key: 'null' },
      give: ['id', 'state', 'wish', 'quoted_tokens', 'consent_public_preview', 'created_at'],
    },
    { table: 'orchestrator.clip', forget: 'delete', give: null },
  ],
});
