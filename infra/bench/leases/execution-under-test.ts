import { generateKeyPairSync } from 'node:crypto';
import execution from '@effect-studio/execution/subgraph';
import { registerAgent } from '@effect-studio/execution/use-cases/agents/register-agent';
import { storeCatalogue } from '@effect-studio/execution/use-cases/revisions/store-catalogue';
import { type KernelConfig, readKernelConfig } from '@effect-studio/kernel/config';
import { type CallContext, type Caller, callContext, systemCaller } from '@effect-studio/kernel/context';
import { Host, type MountedSubgraph } from '@effect-studio/kernel/host';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import pg from 'pg';
import type { BenchEngines } from './bench-engines.ts';

export const DIGEST = 'a'.repeat(64);
export const WORKFLOW = 'bench';
const PROVIDER = 'bench';

/** An agent that is registered. */
export interface BenchAgent {
  id: string;
  clientId: string;
  ctx: CallContext;
}

/** The execution context alone over a database of its own, with as many agents as are asked for. */
export class ExecutionUnderTest {
  readonly owner: pg.Pool;
  readonly mounted: MountedSubgraph;
  readonly host: Host;
  readonly config: KernelConfig;
  readonly #agents: BenchAgent[] = [];

  private constructor(host: Host, config: KernelConfig, owner: pg.Pool) {
    this.host = host;
    this.config = config;
    this.owner = owner;
    this.mounted = host.subgraph('execution');
  }

  static async open(engines: BenchEngines, database: string): Promise<ExecutionUnderTest> {
    const databaseUrl = await engines.createDatabase(database);
    const { s3, redisUrl } = engines.services;
    const keys = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const config = readKernelConfig({
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      S3_ENDPOINT: s3.endpoint,
      S3_REGION: s3.region,
      S3_ACCESS_KEY_ID: s3.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
      S3_BUCKET: s3.bucket,
      STUDIO_SECRET: 'leases-bench-leases-bench-leases-bench',
      INTERNAL_TOKEN_PRIVATE_KEY: keys.privateKey,
      INTERNAL_TOKEN_PUBLIC_KEY: keys.publicKey,
      LOG_LEVEL: 'error',
    });
    await migrate(databaseUrl, config.STUDIO_SECRET, [execution], createLogger('bench', 'error'));
    const host = new Host({ config, definitions: [execution], service: 'bench', withWorkers: false });
    await host.start();
    const owner = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    // The engines end connections that are still closing.
    owner.on('error', () => undefined);
    const under = new ExecutionUnderTest(host, config, owner);
    await under.#seed();
    return under;
  }

  /** A call as the platform, or as somebody. */
  call(caller: Caller = systemCaller()): CallContext {
    return callContext(this.mounted.services, { caller });
  }

  /** This many registered agents; more are registered when needed. */
  async agents(count: number): Promise<readonly BenchAgent[]> {
    while (this.#agents.length < count) this.#agents.push(await this.#register());
    return this.#agents.slice(0, count);
  }

  /**
   * Queues tasks of eight tenants, as legs of runs with four tasks each.
   * @param inputs how many of them can really be leased, soonest first; default all
   */
  async fill(count: number, inputs = count): Promise<void> {
    await this.owner.query(
      `insert into execution.task (id, owner_id, tenant_id, run_id, role, provider_id, workflow_id, revision_id, effect_type_id,
         variant, adapter, budget_context, excerpt_start_ms, excerpt_duration_ms, work_units, ttl_ms, hard_cap_ms, priority,
         fair_tag, correlation_id, queued_at, created_at, updated_at)
       select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
         ('00000000-0000-7000-9000-' || lpad(to_hex(n % 8), 12, '0'))::uuid,
         ('00000000-0000-7000-a000-' || lpad(to_hex(n % 8), 12, '0'))::uuid,
         ('00000000-0000-7000-b000-' || lpad(to_hex(n / 4), 12, '0'))::uuid, 'candidate', '${PROVIDER}', '${WORKFLOW}', r.id,
         'bench', 'balanced', 'ffmpeg', 'benchmark', 0, 3000, 3, 10600, 210000, 100, 3000 * (n / 8), gen_random_uuid(),
         now(), now(), now()
       from generate_series(1, $1::int) n, execution.workflow_revision r where r.workflow_id = '${WORKFLOW}'`,
      [count],
    );
    await this.owner.query(
      `insert into execution.task_input (task_id, owner_id, tenant_id, parameters, example_descriptor, footage_descriptor,
         example_key, footage_key, created_at, brief)
       select id, owner_id, tenant_id, '{"strength": 0.7}', '{"kind": "example"}', '{"kind": "footage"}', 'e', 'f', now(),
         json_build_object('id', id, 'ownerId', owner_id, 'tenantId', tenant_id, 'runId', run_id, 'role', role,
           'providerId', provider_id, 'workflowId', workflow_id, 'effectTypeId', effect_type_id, 'variant', variant, 'adapter', adapter,
           'instanceType', instance_type, 'budgetContext', budget_context,
           'excerpt', json_build_object('startMs', excerpt_start_ms, 'durationMs', excerpt_duration_ms), 'workUnits', work_units,
           'correlationId', correlation_id, 'queuedAt', to_char(queued_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
           'revisionId', revision_id, 'priority', priority, 'fairTag', fair_tag::text, 'exampleKey', 'e', 'footageKey', 'f',
           'traceparent', null)::text
       from execution.task where id <= ('00000000-0000-7000-8000-' || lpad(to_hex($1::int), 12, '0'))::uuid`,
      [inputs],
    );
    await this.owner.query(
      `insert into execution.ready_task select revision_id, priority, fair_tag, id, 0, queued_at, 0, ttl_ms, hard_cap_ms from execution.task`,
    );
    await this.owner.query('analyze execution.task, execution.ready_task');
  }

  async clear(): Promise<void> {
    await this.owner.query(
      'truncate execution.task, execution.task_input, execution.ready_task, execution.given_up_task, execution.attempt, bus.outbox, bus.outbox_queue',
    );
    await this.owner.query(
      'update execution.provider_slot set task_id = null, lease_id = null, agent_id = null',
    );
    await this.owner.query('update execution.fair_clock set virtual_time = 0');
    await this.owner.query('truncate execution.flow_clock');
    await this.owner.query('vacuum analyze execution.provider_slot, execution.agent, execution.fair_clock');
  }

  /** Takes out what was done; what waits stays. */
  async clearDone(): Promise<void> {
    await this.owner.query('truncate execution.attempt, bus.outbox');
    await this.owner.query('vacuum analyze execution.provider_slot, execution.agent, execution.fair_clock');
  }

  async close(): Promise<void> {
    await this.host.stop();
    await this.owner.end();
  }

  async #seed(): Promise<void> {
    const call = this.call();
    await call.db.transaction(call, (tx) =>
      storeCatalogue(tx, [
        {
          workflowId: WORKFLOW,
          providerId: PROVIDER,
          providerStatus: 'HEALTHY',
          effectTypeId: 'bench',
          variant: 'balanced',
          digest: DIGEST,
          adapter: 'ffmpeg',
          active: true,
        },
      ]),
    );
    await this.owner.query(
      `insert into execution.provider_slot select '${PROVIDER}', n from generate_series(5, 128) n`,
    );
  }

  async #register(): Promise<BenchAgent> {
    const caller: Caller = {
      kind: 'machine',
      subjectId: newId(),
      tenantId: DEFAULT_TENANT_ID,
      roles: [],
      scopes: ['agent:lease'],
      sessionId: null,
    };
    await this.owner.query('insert into execution.machine values ($1, $1, null, now(), now())', [
      caller.subjectId,
    ]);
    const ctx = this.call(caller);
    const agent = await registerAgent(ctx, {
      name: `bench-${this.#agents.length}`,
      version: '0.1.0',
      instanceType: 'cpu.bench',
      capabilities: ['ffmpeg'],
      workflows: [{ workflowId: WORKFLOW, digest: DIGEST }],
      idempotencyKey: newId(),
    });
    if (agent.__typename !== 'Agent') throw new Error(agent.detail);
    return { id: agent.id, clientId: caller.subjectId!, ctx };
  }
}
