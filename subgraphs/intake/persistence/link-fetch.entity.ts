import { EntitySchema } from 'typeorm';

/** Where a fetch stands; WAITING until its bytes are in the store or it is known that they will not come. */
export type LinkFetchStatus = 'WAITING' | 'FETCHED' | 'REFUSED';

/** Row of `intake.link_fetch`: a clip that comes from a link. */
export interface LinkFetchRow {
  id: string;
  videoId: string;
  ownerId: string;
  tenantId: string;
  status: LinkFetchStatus;
  /** As pasted; forgotten when the fetch is over, because addresses may carry secrets. */
  url: string | null;
  objectKey: string;
  /** Bytes that have come; a decimal string, as all bigints. */
  receivedBytes: string;
  /** As the server announced; null while it is not known. */
  expectedBytes: string | null;
  /** ETag of the stored object; null until then. */
  confirmedEtag: string | null;
  createdAt: Date;
  updatedAt: Date;
  createdBy: string;
}

export const LinkFetchEntity = new EntitySchema<LinkFetchRow>({
  name: 'LinkFetch',
  tableName: 'link_fetch',
  columns: {
    id: { type: 'uuid', primary: true },
    videoId: { type: 'uuid', name: 'video_id' },
    ownerId: { type: 'uuid', name: 'owner_id' },
    tenantId: { type: 'uuid', name: 'tenant_id' },
    status: { type: 'text' },
    url: { type: 'text', nullable: true },
    objectKey: { type: 'text', name: 'object_key' },
    receivedBytes: { type: 'bigint', name: 'received_bytes' },
    expectedBytes: { type: 'bigint', name: 'expected_bytes', nullable: true },
    confirmedEtag: { type: 'text', name: 'confirmed_etag', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
    createdBy: { type: 'uuid', name: 'created_by' },
  },
});
