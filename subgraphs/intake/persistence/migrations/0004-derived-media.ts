/** Contact sheets, HLS renditions and hashes over time, made after a clip is ready. */
export const derivedMedia = {
  id: '0004-derived-media',
  sql: `
-- Null of bytes from before; what fails afterwards is a dead letter, and not tried again and again.
alter table intake.media add column derivation_scheduled_at timestamptz;
alter table intake.media add column derived jsonb;
-- Sixteen frames, 64 bits each; clips that look the same differ in few.
alter table intake.media add column frame_hash bit(1024);
alter table intake.media add column duration_ms int;
alter table intake.media add constraint media_hash_whole check ((frame_hash is null) = (duration_ms is null));
alter table intake.media add constraint media_derived_whole check ((derived is null) = (frame_hash is null));
create index media_not_derived on intake.media (created_at)
  where derivation_scheduled_at is null and metadata is not null and removing_at is null;
`,
};
