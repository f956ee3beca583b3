import type { Migration } from '@effect-studio/kernel/migrations/migrate';

/** A preview that was made on a clip of the house knows which, so that it can be shown beside it. */
export const previewFootage: Migration = {
  id: '0012-preview-footage',
  sql: `
-- Null where it was made of a person's own footage, which is nobody's to see, and for previews of before.
alter table gallery.publish_pin add column footage_video_id uuid;
`,
};
