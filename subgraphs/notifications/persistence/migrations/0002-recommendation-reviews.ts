import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** The queue takes recommendations beside results. */
export const recommendationReviews: Migration = {
  id: '0002-recommendation-reviews',
  sql: `
alter table notifications.review_item
  add column kind text not null default 'RESULT' check (kind in ('RESULT', 'RECOMMENDATION')),
  add column recommendation_id uuid,
  add column recommendation jsonb,
  add column snoozed_until timestamptz,
  alter column owner_id drop not null,
  alter column run_id drop not null,
  alter column submission drop not null,
  add constraint review_item_is_of_its_kind check (
    case kind
      when 'RESULT' then owner_id is not null and run_id is not null and submission is not null
        and recommendation_id is null and recommendation is null and snoozed_until is null
      else recommendation_id is not null and recommendation is not null
        and owner_id is null and run_id is null and submission is null and refund is null
    end);
alter table notifications.review_item alter column kind drop default;
create unique index review_item_of_recommendation on notifications.review_item (recommendation_id)
  where recommendation_id is not null;
`,
};
