import execution from '@effect-studio/execution/subgraph';
import { storeCatalogue } from '@effect-studio/execution/use-cases/revisions/store-catalogue';
import { cancelTasksOfRun } from '@effect-studio/execution/use-cases/tasks/cancel-tasks';
import { enqueueLegs } from '@effect-studio/execution/use-cases/tasks/enqueue-legs';
import { readKernelConfig } from '@effect-studio/kernel/config';
import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import { Host } from '@effect-studio/kernel/host';
import { newId } from '@effect-studio/kernel/ids';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import pg from 'pg';
import { CHAOS_TTL_MS } from './troubled-client.ts';
import {
  TWIN_ADAPTER,
  TWIN_DESCRIPTORS,
  TWIN_DIGEST,
  TWIN_PROVIDER,
  TWIN_WORKFLOW,
  twinCaller,
} from './twin-work.ts';

const SLOTS = 24;
const HARD_CAP_MS = 60_000;
const TENANTS = 5;

/** The execution context as those see it who give it work and who look into its tables. */
export class LeaseWorld {
  readonly owner: pg.Pool;
  readonly #host: Host;
  readonly runIds: string[] = [];
  readonly #tenants = Array.from({ length: TENANTS }, () => newId());

  private constructor(host: Host, owner: pg.Pool) {
    this.#host = host;
    this.owner = owner;
  }

  /** Migrates, publishes one workflow with its provider's slots, and enrols the machines. */
  static async open(env: Record<string, string>, agents: number): Promise<LeaseWorld> {
    const config = readKernelConfig({ ...env, LOG_LEVEL: 'fatal' });
    await migrate(config.DATABASE_URL, config.STUDIO_SECRET, [execution], createLogger('chaos', 'silent'));
    const host = new Host({ config, definitions: [execution], service: 'chaos', withWorkers: false });
    await host.start();
    const owner = new pg.Pool({
      connectionString: config.DATABASE_URL,
      max: 3,
      connectionTimeoutMillis: 5_000,
    });
    // PostgreSQL goes down on purpose.
    owner.on('error', () => undefined);
    const world = new LeaseWorld(host, owner);
    await world.#seed(agents);
    return world;
  }

  /** Queues one run of this many tasks; tenants take turns. */
  async dispatch(tasks: number): Promise<void> {
    const runId = newId();
    const tenantId = this.#tenants[this.runIds.length % TENANTS]!;
    const legs = Array.from({ length: tasks }, () => ({
      taskId: newId(),
      role: 'candidate' as const,
      providerId: TWIN_PROVIDER,
      workflowId: TWIN_WORKFLOW.id,
      workflowDigest: TWIN_DIGEST,
      effectTypeId: TWIN_WORKFLOW.effectTypeId,
      promptVariantId: 'twin',
      parameters: {},
      excerpt: null,
      workUnits: 1,
      budgetContext: 'system_test' as const,
    }));
    await persistently(() =>
      this.#transaction(async (tx) => {
        await enqueueLegs(tx, {
          runId,
          ownerId: tenantId,
          tenantId,
          inputs: { exampleKey: 'example.mp4', footageKey: 'footage.mp4' },
          ...TWIN_DESCRIPTORS,
          legs,
        });
      }),
    );
    // Short lives, so that much happens; the real ones follow from the work.
    await persistently(() =>
      this.owner.query(
        `with task as (update execution.task set ttl_ms = $2, hard_cap_ms = $3 where run_id = $1 returning id)
         update execution.ready_task set ttl_ms = $2, hard_cap_ms = $3 where task_id in (select id from task)`,
        [runId, CHAOS_TTL_MS, HARD_CAP_MS],
      ),
    );
    this.runIds.push(runId);
  }

  async cancel(runId: string): Promise<void> {
    await persistently(() => this.#transaction((tx) => cancelTasksOfRun(tx, runId)));
  }

  async close(): Promise<void> {
    await this.#host.stop();
    await this.owner.end();
  }

  #transaction(work: Parameters<CallContext['db']['transaction']>[1]): Promise<unknown> {
    const call = callContext(this.#host.subgraph('execution').services, { caller: systemCaller() });
    return call.db.transaction(call, work);
  }

  async #seed(agents: number): Promise<void> {
    await this.#transaction((tx) =>
      storeCatalogue(tx, [
        {
          workflowId: TWIN_WORKFLOW.id,
          providerId: TWIN_PROVIDER,
          providerStatus: 'HEALTHY',
          effectTypeId: TWIN_WORKFLOW.effectTypeId,
          variant: 'fast',
          digest: TWIN_DIGEST,
          adapter: TWIN_ADAPTER,
          budgetContexts: ['system_test' as const],
          active: true,
        },
      ]),
    );
    await this.owner.query(
      `insert into execution.provider_slot select $1, n from generate_series(5, $2::int) n on conflict do nothing`,
      [TWIN_PROVIDER, SLOTS],
    );
    const machines = Array.from({ length: agents }, (_, agent) => twinCaller(agent).subjectId);
    await this.owner.query(
      'insert into execution.machine select id, id, null, now(), now() from unnest($1::uuid[]) id',
      [machines],
    );
  }
}

/** What needs PostgreSQL waits until that is back from a fault. */
async function persistently(deed: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await deed();
      return;
    } catch (error) {
      if (attempt === 600) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
