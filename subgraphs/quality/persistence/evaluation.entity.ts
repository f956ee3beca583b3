import type { QualityEvaluation } from '@effect-studio/schema/media/quality-vector';
import { EntitySchema } from 'typeorm';

/** Why an output takes no part. */
export interface OutputRejection {
  reason: string;
  humanReadableCause: string;
  suggestedAction: string;
}

/** The judgement of one output: a measurement or a refusal. */
export interface Judgement {
  id: string;
  taskId: string;
  runId: string;
  ownerId: string;
  tenantId: string;
  providerId: string;
  workflowId: string;
  effectTypeId: string;
  role: string;
  result: QualityEvaluation | null;
  rejection: OutputRejection | null;
  createdAt: Date;
  updatedAt: Date;
}

export const EvaluationEntity = new EntitySchema<Judgement>({
  name: 'Evaluation',
  tableName: 'evaluation',
  columns: {
    id: { type: 'uuid', primary: true },
    taskId: { type: 'uuid', name: 'task_id' },
    runId: { type: 'uuid', name: 'run_id' },
    ownerId: { type: 'uuid', name: 'owner_id' },
    tenantId: { type: 'uuid', name: 'tenant_id' },
    providerId: { type: 'text', name: 'provider_id' },
    workflowId: { type: 'text', name: 'workflow_id' },
    effectTypeId: { type: 'text', name: 'effect_type_id' },
    role: { type: 'text' },
    result: { type: 'jsonb', nullable: true },
    rejection: { type: 'jsonb', nullable: true },
    createdAt: { type: 'timestamptz', name: 'created_at' },
    updatedAt: { type: 'timestamptz', name: 'updated_at' },
  },
});
