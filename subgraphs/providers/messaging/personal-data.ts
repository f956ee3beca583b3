import { personalData } from '@effect-studio/kernel/personal-data';

/**
 * Drafts of makers and what they handed in. A revision stays, for runs and effects name it; its note and its author's id,
 * which belongs to nobody then, are all that it has of them.
 */
export const personal = personalData({
  tables: [
    {
      table: 'providers.workflow_trial',
      forget: 'delete',
      give: ['id', 'kind', 'workflow_id', 'digest', 'created_at'],
    },
    {
      table: 'providers.workflow_draft',
      forget: 'delete',
      give: ['id', 'workflow_id', 'title', 'definition', 'created_at', 'updated_at'],
    },
    {
      table: 'providers.workflow_revision',
      owner: 'created_by',
      forget: { note: 'null' },
      give: ['id', 'workflow_id', 'number', 'title', 'note', 'status', 'rejection', 'created_at'],
    },
  ],
});
