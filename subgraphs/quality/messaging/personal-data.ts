import { personalData } from '@effect-studio/kernel/personal-data';

/** A model's words may tell what is seen in a person's clip. */
const WITHOUT_WORDS = `case when result ? 'opinion' then jsonb_set(result, '{opinion,remark}', '""') else result end`;

/** Figures of an output stay, under ids that belong to nobody then. */
export const personal = personalData({
  tables: [
    {
      table: 'quality.evaluation',
      forget: { result: WITHOUT_WORDS },
      give: ['run_id', 'task_id', 'effect_type_id', 'result', 'rejection', 'created_at'],
    },
  ],
});
