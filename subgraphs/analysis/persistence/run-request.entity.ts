import { EntitySchema } from 'typeorm';

/** The two clips of a run. */
export interface RunRequest {
  runId: string;
  ownerId: string;
  tenantId: string;
  exampleVideoId: string;
  footageVideoId: string;
  exampleKey: string;
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
    exampleVideoId: { type: 'uuid', name: 'example_video_id' },
    footageVideoId: { type: 'uuid', name: 'footage_video_id' },
    exampleKey: { type: 'text', name: 'example_key' },
    footageKey: { type: 'text', name: 'footage_key' },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});
