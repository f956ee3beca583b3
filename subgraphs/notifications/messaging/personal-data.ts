import { personalData } from '@effect-studio/kernel/personal-data';

/** What they were told is gone; a review keeps its decision, and nothing that was shown to the reviewer in words. */
export const personal = personalData({
  // Runs that end and effects that leave the gallery because of the erasure are told to whoever it was, a moment later.
  forgetsAgainAfterMs: 3_600_000,
  tables: [
    {
      table: 'notifications.delivery',
      forget: 'delete',
      give: ['channel', 'state', 'created_at', 'updated_at'],
    },
    { table: 'notifications.phone', forget: 'delete', give: ['masked', 'confirmed_at'] },
    { table: 'notifications.push_device', forget: 'delete', give: ['device', 'created_at'] },
    { table: 'notifications.settings', forget: 'delete', give: ['locale', 'choices'] },
    {
      table: 'notifications.notification',
      forget: 'delete',
      give: ['kind', 'title', 'body', 'run_id', 'read_at', 'created_at'],
    },
    { table: 'notifications.run_ending', forget: 'delete', give: null },
    {
      table: 'notifications.review_item',
      forget: {
        submission: `submission || '{"wish": "", "title": ""}' || jsonb_build_object('promptVariant', (submission -> 'promptVariant') || '{"text": ""}')`,
        reason: 'null',
        status: `case status when 'WAITING' then 'WITHDRAWN' else status end`,
      },
      give: ['run_id', 'status', 'decided_at', 'reason'],
    },
    {
      table: 'notifications.review_item',
      owner: `(revision ->> 'submittedBy')::uuid`,
      forget: {
        revision: `revision || '{"note": "(taken out)", "title": ""}'`,
        reason: 'null',
        status: `case status when 'WAITING' then 'WITHDRAWN' else status end`,
      },
      give: ['revision_id', 'status', 'decided_at', 'reason'],
    },
  ],
});
