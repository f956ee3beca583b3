import { EntitySchema } from 'typeorm';

/** Where an upload stands; only OPEN ones take parts. */
export type UploadStatus = 'OPEN' | 'CONFIRMED' | 'ABORTED' | 'EXPIRED';

/** Row of `intake.upload`: one multipart upload. */
export interface UploadRow {
  id: string;
  videoId: string;
  ownerId: string;
  tenantId: string;
  status: UploadStatus;
  objectKey: string;
  /** The store's own id of the multipart upload. */
  multipartId: string;
  /** As announced, in bytes; a decimal string, since PostgreSQL's bigint may exceed a number. */
  sizeBytes: string;
  partSizeBytes: number;
  partCount: number;
  /** ETag of the object at the moment of confirmation; another one later means that it was changed. */
  confirmedEtag: string | null;
  expiresAt: Date;
  createdAt: Date;
  updatedAt: Date;
  createdBy: string;
}

export const UploadEntity = new EntitySchema<UploadRow>({
  name: 'Upload',
  tableName: 'upload',
  columns: {
    id: { type: 'uuid', primary: true },
    videoId: { type: 'uuid', name: 'video_id' },
    ownerId: { type: 'uuid', name: 'owner_id' },
    tenantId: { type: 'uuid', name: 'tenant_id' },
    status: { type: 'text' },
    objectKey: { type: 'text', name: 'object_key' },
    multipartId: { type: 'text', name: 'multipart_id' },
    sizeBytes: { type: 'bigint', name: 'size_bytes' },
    partSizeBytes: { type: 'int', name: 'part_size_bytes' },
    partCount: { type: 'int', name: 'part_count' },
    confirmedEtag: { type: 'text', name: 'confirmed_etag', nullable: true },
    expiresAt: { type: 'timestamptz', name: 'expires_at' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
    createdBy: { type: 'uuid', name: 'created_by' },
  },
});
