import { createHash } from 'node:crypto';
import type { CallContext, Caller } from '@effect-studio/kernel/context';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { MachineEnrolled } from '@effect-studio/schema/events/identity';
import { RunCancelled, TestBatchDispatched } from '@effect-studio/schema/events/orchestrator';
import { WorkflowCatalogueChanged } from '@effect-studio/schema/events/providers';
import type { Leg } from '@effect-studio/schema/events/shapes';
import { machine } from '@effect-studio/testing/callers';
import { TestStudio, type TestStudioOptions } from '@effect-studio/testing/test-studio';
import { parse, subscribe } from 'graphql';
import subgraph from '../subgraph.ts';
import { registerAgent } from '../use-cases/agents/register-agent.ts';
import { type CompleteTaskInput, completeTask } from '../use-cases/leases/complete-task.ts';
import type { TaskLease } from '../use-cases/leases/describe-lease.ts';
import { leaseTasks } from '../use-cases/leases/lease-tasks.ts';
import { uploadKey } from '../use-cases/leases/take-output.ts';
import { closeLeaseDesk } from '../workers/lease-desk.ts';
import { closePreviewDesk } from '../workers/preview-desk.ts';

export const DIGEST = 'a'.repeat(64);
/** The beginning of an MP4, and then some. */
export const OUTPUT = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(500, 7)]);
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

const PROVIDERS = { fast: 'cpu-swift', balanced: 'cpu-studio', fine: 'cpu-atelier' } as const;

/** A machine that is registered and may lease. */
export interface RegisteredMachine {
  caller: Caller;
  ctx: CallContext;
  agentId: string;
}

/** Execution alone, with the other contexts' events put in by hand. */
export class ExecutionRig {
  readonly studio: TestStudio;

  private constructor(studio: TestStudio) {
    this.studio = studio;
  }

  static async open(options: TestStudioOptions = {}): Promise<ExecutionRig> {
    const rig = new ExecutionRig(await TestStudio.open([subgraph], options));
    await rig.publishCatalogue();
    return rig;
  }

  /** @param requires what every workflow asks of a machine */
  async publishCatalogue(requires?: { vramMiB?: number; capabilities?: string[] }): Promise<void> {
    await this.studio.deliver('execution', WorkflowCatalogueChanged, 'catalogue', {
      workflows: (['fast', 'balanced', 'fine'] as const).map((variant) => ({
        workflowId: `look-match-${variant}`,
        providerId: PROVIDERS[variant],
        providerStatus: 'HEALTHY' as const,
        effectTypeId: 'look-match',
        variant,
        digest: DIGEST,
        adapter: 'ffmpeg',
        instanceType: PROVIDERS[variant].replace('-', '.'),
        active: true,
        ...(requires ? { requires } : {}),
      })),
    });
  }

  async close(): Promise<void> {
    const { db } = this.studio.call('execution');
    closeLeaseDesk(db);
    closePreviewDesk(db);
    await this.studio.close();
  }

  leg(overrides: Partial<Leg> = {}): Leg {
    return {
      taskId: newId(),
      role: 'candidate',
      providerId: 'cpu-swift',
      workflowId: 'look-match-fast',
      workflowDigest: DIGEST,
      effectTypeId: 'look-match',
      promptVariantId: 'v1',
      parameters: { strength: 0.7 },
      excerpt: { startMs: 0, durationMs: 3_000 },
      workUnits: 3,
      budgetContext: 'user_run',
      ...overrides,
    };
  }

  /** Legs of one run become tasks. @returns the run */
  async dispatch(legs: Leg[], options: { ownerId?: string; tenantId?: string } = {}): Promise<string> {
    const runId = newId();
    await this.studio.deliver(
      'execution',
      TestBatchDispatched,
      runId,
      {
        runId,
        ownerId: options.ownerId ?? newId(),
        inputs: { exampleKey: 'media/example/proxy.mp4', footageKey: 'media/footage/proxy.mp4' },
        exampleDescriptor: { kind: 'example' },
        footageDescriptor: { kind: 'footage' },
        excerpt: { startMs: 0, durationMs: 3_000 },
        legs,
        decision: { manifestVersion: null, policyVersion: 'test', considered: [], seed: 'test' },
      },
      { tenantId: options.tenantId ?? DEFAULT_TENANT_ID },
    );
    return runId;
  }

  async cancel(runId: string): Promise<void> {
    await this.studio.deliver('execution', RunCancelled, runId, {
      runId,
      ownerId: newId(),
      cancelledBy: newId(),
    });
  }

  async register(
    options: {
      workflows?: { workflowId: string; digest: string }[];
      caller?: Caller;
      name?: string;
      vramMiB?: number;
      capabilities?: string[];
    } = {},
  ): Promise<RegisteredMachine> {
    const caller = options.caller ?? machine();
    await this.studio.deliver('execution', MachineEnrolled, caller.subjectId!, {
      clientId: caller.subjectId!,
      ownerId: newId(),
      name: 'test',
    });
    const ctx = this.studio.call('execution', caller);
    const agent = await registerAgent(ctx, {
      name: options.name ?? 'test',
      version: '0.1.0',
      instanceType: 'cpu.small',
      vramMiB: options.vramMiB ?? null,
      capabilities: options.capabilities ?? ['ffmpeg'],
      workflows: options.workflows ?? [
        { workflowId: 'look-match-fast', digest: DIGEST },
        { workflowId: 'look-match-balanced', digest: DIGEST },
        { workflowId: 'look-match-fine', digest: DIGEST },
      ],
      idempotencyKey: newId(),
    });
    if (agent.__typename !== 'Agent') throw new Error(agent.detail);
    return { caller, ctx, agentId: agent.id };
  }

  async lease(agent: RegisteredMachine, limit = 1, waitMs = 0): Promise<TaskLease[]> {
    const result = await leaseTasks(agent.ctx, { agentId: agent.agentId, limit, waitMs });
    if (result.__typename !== 'LeasedTasks') throw new Error(result.detail);
    return result.leases;
  }

  upload(leaseId: string, bytes: Buffer = OUTPUT): Promise<void> {
    const call = this.studio.call('execution');
    return call.storage.put(uploadKey(leaseId), bytes, { contentType: 'video/mp4' });
  }

  complete(agent: RegisteredMachine, leaseId: string, more: Partial<CompleteTaskInput> = {}) {
    const output = { sha256: sha256(OUTPUT), sizeBytes: OUTPUT.length };
    return completeTask(agent.ctx, { leaseId, ...output, busyMs: 900, idempotencyKey: newId(), ...more });
  }

  /** Uploads and completes. */
  async finish(agent: RegisteredMachine, leaseId: string) {
    await this.upload(leaseId);
    return this.complete(agent, leaseId);
  }

  /** Follows a subscription of this context. */
  async subscribe(
    caller: Caller,
    document: string,
  ): Promise<AsyncIterator<{ data: Record<string, unknown> }>> {
    const source = await subscribe({
      schema: this.studio.schemaOf('execution'),
      document: parse(document),
      contextValue: this.studio.call('execution', caller),
    });
    if (!(Symbol.asyncIterator in source)) throw new Error(source.errors?.[0]?.message);
    return source as unknown as AsyncIterator<{ data: Record<string, unknown> }>;
  }

  /** Payloads of the events of one type about one task, oldest first. */
  async events(type: string, taskId: string): Promise<Record<string, unknown>[]> {
    const written = await this.studio.written(`${type}.v1`);
    return written.map((event) => event.payload).filter((payload) => payload.taskId === taskId);
  }

  async row(
    taskId: string,
  ): Promise<{ state: number; attempts: number; strikes: number; progress: number | null }> {
    const { rows } = await this.studio.ownerPool.query(
      `select case when t.state = 0 and s.lease_id is not null then 1 else t.state end as state, coalesce(s.epoch, t.epoch) as attempts,
         t.strikes, case when t.state = 2 then 1 else s.progress end as progress
       from execution.task t left join execution.provider_slot s on s.task_id = t.id where t.id = $1`,
      [taskId],
    );
    return rows[0];
  }

  async heldSlots(): Promise<number> {
    const { rows } = await this.studio.ownerPool.query(
      'select count(*)::int as held from execution.provider_slot where lease_id is not null',
    );
    return rows[0].held;
  }
}
