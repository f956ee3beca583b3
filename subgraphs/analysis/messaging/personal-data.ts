import { personalData } from '@effect-studio/kernel/personal-data';

/** What was measured goes with the clip that it was measured on. */
export const personal = personalData({
  tables: [
    { table: 'analysis.run_request', forget: 'delete', give: null },
    { table: 'analysis.video_analysis', forget: 'delete', give: ['id', 'video_id', 'result', 'created_at'] },
  ],
});
