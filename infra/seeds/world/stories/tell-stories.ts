import {
  type CallContext,
  type ContextServices,
  callContext,
  systemCaller,
} from '@effect-studio/kernel/context';
import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import { SAGA_POLICY } from '@effect-studio/orchestrator/config';
import type { LegRow, RunRow } from '@effect-studio/orchestrator/persistence/run-row';
import { DEFAULT_QUALITY_WEIGHTS } from '@effect-studio/schema/media/quality-vector';
import { seedHouseClips } from '../../house-clips.ts';
import { WORLD_TENANT_ID } from '../world.ts';
import { readChapters, runsInTheBooks } from './chapter.ts';
import { type Stage, type Story, storyOf } from './story.ts';

/** The contexts that tell a run beside economics. */
export type Storytellers = Record<
  'economics' | 'intake' | 'orchestrator' | 'execution' | 'quality',
  ContextServices
>;

/** Runs per transaction. */
const CHUNK = 400;

/** $1 rows as JSON. What a table has beyond them takes its default. */
const inserted = (table: string, columns: readonly string[]) =>
  sql(
    `world-insert-${table}`,
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb) on conflict do nothing`,
  );

const RUNS = [
  ...['id', 'owner_id', 'tenant_id', 'correlation_id', 'state', 'budget_context', 'wish', 'example_video_id'],
  ...[
    'footage_video_id',
    'quoted_tokens',
    'rate_card_version',
    'consent_public_preview',
    'reservation',
    'result',
  ],
  ...[
    'failure',
    'is_legs_deadline_passed',
    'state_changed_at',
    'created_at',
    'updated_at',
    'created_by',
    'version',
  ],
] as const;
const LEGS = [
  ...[
    'task_id',
    'run_id',
    'owner_id',
    'tenant_id',
    'ordinal',
    'role',
    'finishes',
    'provider_id',
    'workflow_id',
  ],
  ...[
    'workflow_digest',
    'effect_type_id',
    'prompt_variant_id',
    'parameters',
    'excerpt',
    'work_units',
    'is_dispatched',
  ],
  ...['output', 'quality', 'failure_cause', 'is_cancelled', 'ranking', 'created_at', 'updated_at'],
] as const;
const STEPS = [
  ...[
    'saga_id',
    'seq',
    'owner_id',
    'tenant_id',
    'step',
    'from_state',
    'cause',
    'status',
    'payload_hash',
    'at',
  ],
] as const;
const TASKS = [
  ...[
    'id',
    'owner_id',
    'tenant_id',
    'run_id',
    'role',
    'provider_id',
    'workflow_id',
    'revision_id',
    'effect_type_id',
  ],
  ...[
    'variant',
    'adapter',
    'budget_context',
    'work_units',
    'ttl_ms',
    'hard_cap_ms',
    'priority',
    'fair_tag',
    'state',
  ],
  ...['epoch', 'strikes', 'busy_ms', 'correlation_id', 'queued_at', 'ended_at', 'created_at', 'updated_at'],
] as const;
const EVALUATIONS = [
  ...[
    'id',
    'task_id',
    'run_id',
    'owner_id',
    'tenant_id',
    'provider_id',
    'workflow_id',
    'effect_type_id',
    'role',
  ],
  ...['result', 'created_at', 'updated_at'],
] as const;

const INSERT_RUNS = inserted('orchestrator.run', RUNS);
const INSERT_LEGS = inserted('orchestrator.leg', LEGS);
const INSERT_STEPS = inserted('orchestrator.saga_log', STEPS);
const INSERT_TASKS = inserted('execution.task', TASKS);
const INSERT_EVALUATIONS = inserted('quality.evaluation', EVALUATIONS);
const TOLD = sql('world-runs-told', `select id from orchestrator.run where tenant_id = '${WORLD_TENANT_ID}'`);
const DIGESTS = sql('world-workflow-digests', 'select workflow_id, digest from orchestrator.workflow');
/** $1 now. */
const REVISIONS = sql(
  'world-workflow-revisions',
  `with added as (
     insert into execution.workflow_revision (workflow_id, digest, created_at)
     select id, digest, $1 from execution.workflow on conflict do nothing returning id, workflow_id, digest)
   select w.id as workflow_id, w.variant, w.adapter, coalesce(a.id, r.id) as revision_id from execution.workflow w
   left join added a on (a.workflow_id, a.digest) = (w.id, w.digest)
   left join execution.workflow_revision r on (r.workflow_id, r.digest) = (w.id, w.digest)`,
);

interface Workflow {
  workflow_id: string;
  variant: string;
  adapter: string;
  revision_id: number;
}

/**
 * Tells the contexts beside economics what the world's books know, each run once: its states and candidates, its tasks, its
 * judgements, over the house clips of the world's own tenant. Files are not kept, and no event is emitted.
 * @returns how many runs were told
 */
export async function tellStories(tellers: Storytellers): Promise<number> {
  const contextOf = (name: keyof Storytellers): CallContext =>
    callContext(tellers[name], { caller: systemCaller(WORLD_TENANT_ID), correlationId: newId() });
  const within = <Answer>(name: keyof Storytellers, work: (tx: Transaction) => Promise<Answer>) => {
    const ctx = contextOf(name);
    return ctx.db.transaction(ctx, work);
  };
  const told = new Set(
    (await within('orchestrator', (tx) => tx.rows<{ id: string }>(TOLD))).map(({ id }) => id),
  );
  const untold = (await within('economics', runsInTheBooks)).filter((runId) => !told.has(runId));
  if (untold.length === 0) return 0;
  const clips = await seedHouseClips(contextOf('intake'));
  const digests = await within('orchestrator', (tx) =>
    tx.rows<{ workflow_id: string; digest: string }>(DIGESTS),
  );
  const stage: Stage = {
    policy: SAGA_POLICY,
    digests: new Map(digests.map(({ workflow_id, digest }) => [workflow_id, digest])),
    clipIds: clips.map(({ videoId }) => videoId),
  };
  const workflows = new Map(
    (await within('execution', (tx) => tx.rows<Workflow>(REVISIONS, [tx.now]))).map((workflow) => [
      workflow.workflow_id,
      workflow,
    ]),
  );
  for (let start = 0; start < untold.length; start += CHUNK) {
    const runIds = untold.slice(start, start + CHUNK);
    const chapters = await within('economics', (tx) => readChapters(tx, runIds));
    const stories = chapters.map((chapter) => storyOf(chapter, stage));
    await within('execution', (tx) => insert(tx, INSERT_TASKS, tasksOf(stories, workflows)));
    await within('quality', (tx) => insert(tx, INSERT_EVALUATIONS, evaluationsOf(stories)));
    // Last: a run that the orchestrator knows was told everywhere.
    await within('orchestrator', async (tx) => {
      await insert(tx, INSERT_RUNS, stories.map(runRow));
      await insert(tx, INSERT_LEGS, stories.flatMap(legRows));
      await insert(tx, INSERT_STEPS, stories.flatMap(stepRows));
    });
  }
  return untold.length;
}

async function insert(
  tx: Transaction,
  statement: typeof INSERT_RUNS,
  rows: readonly object[],
): Promise<void> {
  await tx.rows(statement, [JSON.stringify(rows)]);
}

type Inserted<Row, Columns extends readonly string[]> = Pick<Row, Extract<keyof Row, Columns[number]>>;

const runRow = ({ run }: Story): Inserted<RunRow, typeof RUNS> & { created_by: string } => ({
  id: run.runId,
  owner_id: run.ownerId,
  tenant_id: run.tenantId,
  correlation_id: run.correlationId,
  state: run.state,
  budget_context: run.budgetContext,
  wish: run.wish,
  example_video_id: run.exampleVideoId,
  footage_video_id: run.footageVideoId,
  quoted_tokens: run.quote.amountTokens,
  rate_card_version: run.quote.rateCardVersion,
  consent_public_preview: run.consentPublicPreview,
  reservation: run.reservation,
  result: run.result,
  failure: run.failure,
  is_legs_deadline_passed: false,
  state_changed_at: run.stateChangedAt,
  created_at: run.createdAt,
  updated_at: run.stateChangedAt,
  created_by: run.ownerId,
  version: run.version,
});

const legRows = ({ run }: Story): Inserted<LegRow, typeof LEGS>[] =>
  run.legs.map((leg) => ({
    task_id: leg.taskId,
    run_id: run.runId,
    owner_id: run.ownerId,
    tenant_id: run.tenantId,
    ordinal: leg.ordinal,
    role: leg.role,
    finishes: leg.finishes,
    provider_id: leg.providerId,
    workflow_id: leg.workflowId,
    workflow_digest: leg.workflowDigest,
    effect_type_id: leg.effectTypeId,
    prompt_variant_id: leg.promptVariantId,
    parameters: leg.parameters,
    excerpt: leg.excerpt,
    work_units: leg.workUnits,
    is_dispatched: leg.isDispatched,
    output: leg.output,
    quality: leg.quality,
    failure_cause: leg.failureCause,
    is_cancelled: leg.isCancelled,
    ranking: leg.ranking,
    created_at: run.createdAt,
    updated_at: run.stateChangedAt,
  }));

const stepRows = ({ run, steps }: Story): object[] =>
  steps.map(({ from, to, cause, at }, index) => ({
    saga_id: run.runId,
    seq: index + 1,
    owner_id: run.ownerId,
    tenant_id: run.tenantId,
    step: to,
    from_state: from,
    cause,
    status: 'done',
    payload_hash: '',
    at,
  }));

const tasksOf = (stories: readonly Story[], workflows: ReadonlyMap<string, Workflow>): object[] =>
  stories.flatMap(({ run, tasks }) =>
    tasks.flatMap((task) => {
      const workflow = workflows.get(task.workflowId);
      // One that is not in the catalogue any more has left its books only.
      if (!workflow) return [];
      return {
        id: task.taskId,
        owner_id: run.ownerId,
        tenant_id: run.tenantId,
        run_id: run.runId,
        role: task.role,
        provider_id: task.providerId,
        workflow_id: task.workflowId,
        revision_id: workflow.revision_id,
        effect_type_id: task.effectTypeId,
        variant: workflow.variant,
        adapter: workflow.adapter,
        budget_context: run.budgetContext,
        work_units: task.milliUnits / 1_000,
        ttl_ms: 30_000,
        hard_cap_ms: 600_000,
        priority: 0,
        fair_tag: 0,
        state: task.hasDelivered ? 2 : 3,
        epoch: task.attempts,
        strikes: task.hasDelivered ? task.attempts - 1 : task.attempts,
        busy_ms: task.busyMs,
        correlation_id: run.correlationId,
        queued_at: task.queuedAt,
        ended_at: task.endedAt,
        created_at: task.queuedAt,
        updated_at: task.endedAt,
      };
    }),
  );

const evaluationsOf = (stories: readonly Story[]): object[] =>
  stories.flatMap(({ run, tasks }) =>
    tasks.flatMap((task) =>
      task.vector === null
        ? []
        : {
            id: newId(),
            task_id: task.taskId,
            run_id: run.runId,
            owner_id: run.ownerId,
            tenant_id: run.tenantId,
            provider_id: task.providerId,
            workflow_id: task.workflowId,
            effect_type_id: task.effectTypeId,
            role: task.role,
            result: {
              evaluatorVersion: 'demo-world',
              effectTypeId: task.effectTypeId,
              vector: task.vector,
              composite: task.qualityPpm! / 1e6,
              weights: DEFAULT_QUALITY_WEIGHTS,
              parts: {},
              metrics: {},
              framesCompared: 0,
              nativeFramesCompared: 0,
            },
            created_at: task.endedAt,
            updated_at: task.endedAt,
          },
    ),
  );
