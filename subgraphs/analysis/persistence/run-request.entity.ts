import { EntitySchema } from 'typeorm';

/** The clips of a run: both, or for a published effect the footage alone. */
export interface RunRequest {
  runId: string;
  ownerId: string;
  tenantId: string;
  exampleVideoId: string | null;
  footageVideoId: string;
  exampleKey: string | null;
  footageKey: string;
  createdAt: Date;
  updatedAt: Date;
}

export const RunRequestEntity = new EntitySchema<RunRequest>({
  name: 'RunRequest',
  tableName: 'run_request',
  columns: {
    runId: { type: 'uuid', primary: true, name: 'run_id' },
    ownerId: { type: 'uuid', name: 'owner_id' },
    tenantId: { type: 'uuid', name: 'tenant_id' },
    exampleVideoId: { type: 'uuid', name: 'example_video_id', nullable: true },
    footageVideoId: { type: 'uuid', name: 'footage_video_id' },
    exampleKey: { type: 'text', name: 'example_key', nullable: true },
    footageKey: { type: 'text', name: 'footage_key' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});
