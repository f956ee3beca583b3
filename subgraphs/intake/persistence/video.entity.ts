import { EntitySchema } from 'typeorm';
import type { Video } from '../domain/video.ts';

/** Row of `intake.video`. */
export type VideoRow = Video & { createdBy: string };

export const VideoEntity = new EntitySchema<VideoRow>({
  name: 'Video',
  tableName: 'video',
  columns: {
    id: { type: 'uuid', primary: true },
    ownerId: { type: 'uuid', name: 'owner_id' },
    tenantId: { type: 'uuid', name: 'tenant_id' },
    fileName: { type: 'text', name: 'file_name' },
    status: { type: 'text' },
    isHouseClip: { type: 'boolean', name: 'is_house_clip' },
    sha256: { type: 'text', nullable: true },
    metadata: { type: 'jsonb', nullable: true },
    rejection: { type: 'jsonb', nullable: true },
    sizeBytes: { type: 'bigint', name: 'size_bytes', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
    createdBy: { type: 'uuid', name: 'created_by' },
    version: { type: 'int' },
  },
});
