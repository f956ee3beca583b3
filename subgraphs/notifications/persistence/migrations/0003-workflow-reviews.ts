import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** The queue takes revisions of workflows, too. */
export const workflowReviews: Migration = {
  id: '0003-workflow-reviews',
  sql: `
alter table notifications.review_item
  add column revision_id uuid,
  add column revision jsonb,
  drop constraint review_item_kind_check,
  drop constraint review_item_is_of_its_kind;
alter table notifications.review_item
  add constraint review_item_kind_check check (kind in ('RESULT', 'RECOMMENDATION', 'WORKFLOW_REVISION')),
  add constraint review_item_is_of_its_kind check (
    case kind
      when 'RESULT' then owner_id is not null and run_id is not null and submission is not null
        and recommendation_id is null and recommendation is null and snoozed_until is null and revision_id is null and revision is null
      when 'RECOMMENDATION' then recommendation_id is not null and recommendation is not null
        and owner_id is null and run_id is null and submission is null and refund is null and revision_id is null and revision is null
      else revision_id is not null and revision is not null and recommendation_id is null and recommendation is null
        and owner_id is null and run_id is null and submission is null and refund is null and snoozed_until is null
    end);
create unique index review_item_of_revision on notifications.review_item (revision_id) where revision_id is not null;
`,
};
