import { personalData } from '@effect-studio/kernel/personal-data';
import { cancelRunsOf } from '../use-cases/cancel-runs-of.ts';

/** Until then every run that was stopped has told everybody so. */
const RUNS_END_MS = 15 * 60_000;

/** Runs stay as the books know them: what was asked for, and from what, is gone. */
export const personal = personalData({
  forgetsAfterMs: RUNS_END_MS,
  atOnce: cancelRunsOf,
  tables: [
    {
      table: 'orchestrator.run',
      forget: { wish: "''", analysis: 'null', variants: 'null', example_key: 'null', footage_key: 'null' },
      give: ['id', 'state', 'wish', 'quoted_tokens', 'consent_public_preview', 'created_at'],
    },
    { table: 'orchestrator.clip', forget: 'delete', give: null },
  ],
});
