import { personalData } from '@effect-studio/kernel/personal-data';

export const personal = personalData({
  tables: [
    {
      table: 'prompts.variant',
      forget: 'delete',
      give: ['run_id', 'effect_type_id', 'text', 'parameters', 'created_at'],
    },
    { table: 'prompts.wish', forget: 'delete', give: ['run_id', 'wish', 'verdict', 'created_at'] },
  ],
});
