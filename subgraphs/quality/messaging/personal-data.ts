import { personalData } from '@effect-studio/kernel/personal-data';

/** Figures of an output, under ids that belong to nobody then. */
export const personal = personalData({
  tables: [
    {
      table: 'quality.evaluation',
      forget: null,
      give: ['run_id', 'task_id', 'effect_type_id', 'result', 'rejection', 'created_at'],
    },
  ],
});
