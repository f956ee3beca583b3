import type { Migration } from '@effect-studio/kernel/migrations/migrate';
import { modelUseTable } from '@effect-studio/llm/asking/model-use-table';

/** What a model made of variants, with the firewall's verdict on it; and how often it was asked. */
export const refinements: Migration = {
  id: '0003-refinements',
  sql: `
${modelUseTable('prompts')}
alter table prompts.variant
  -- Names the model and the version of the question; null: the template's own words and parameters.
  add column refined_by text,
  -- PASSED, why the answer was not taken, or why there was none; null: nobody was asked.
  add column refinement_verdict text;
alter table prompts.wish
  -- Of the example, for the question to the model.
  add column dominant_style text,
  -- When the prompts were said to be there; null: not yet.
  add column generated_at timestamptz;
update prompts.wish w set generated_at = updated_at
  where exists (select 1 from prompts.variant v where v.run_id = w.run_id);
`,
};
