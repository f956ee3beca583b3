import { personalData } from '@effect-studio/kernel/personal-data';

/**
 * Drafts of makers and what they handed in. A revision stays, for tries name it, with its author's id, which belongs to
 * nobody then. Its note goes. One that was published is the studio's: a reviewer made it so, and effects are rendered by it; of
 * any other the definition goes, too, in which a maker may have written about themselves, and nobody can publish it any more.
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
      forget: {
        note: `'(taken out)'`,
        title: `case status when 'PUBLISHED' then title else workflow_id end`,
        definition: `case status when 'PUBLISHED' then definition end`,
        status: `case status when 'IN_REVIEW' then 'REJECTED' else status end`,
      },
      give: ['id', 'workflow_id', 'number', 'title', 'note', 'status', 'rejection', 'created_at'],
    },
  ],
});
