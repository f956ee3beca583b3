import { EventLog } from '@effect-studio/kernel/bus/event-log';
import { EventProcessor } from '@effect-studio/kernel/bus/event-processor';
import { Ticks } from '@effect-studio/kernel/bus/ticks';
import { FakeClock } from '@effect-studio/kernel/clock';
import {
  type CallContext,
  type Caller,
  type ContextServices,
  callContext,
  systemCaller,
} from '@effect-studio/kernel/context';
import { Signatures } from '@effect-studio/kernel/crypto/signatures';
import { Database } from '@effect-studio/kernel/database';
import { EVERYONE, FeatureFlags } from '@effect-studio/kernel/feature-flags';
import type { GraphClient } from '@effect-studio/kernel/graph/graph-client';
import { newId } from '@effect-studio/kernel/ids';
import { JobExecutor } from '@effect-studio/kernel/jobs/job-executor';
import { roleOf, roleUrl } from '@effect-studio/kernel/migrations/context-schema';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { studioEdge } from '@effect-studio/kernel/objects/media-edge';
import { Storage } from '@effect-studio/kernel/objects/storage';
import { ActionLog } from '@effect-studio/kernel/observation/action-log';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { openRedis } from '@effect-studio/kernel/process/redis';
import { buildSchema, type SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import type { BusEvent, EventDefinition } from '@effect-studio/schema/events/envelope';
import type { FlagName, FlagValue } from '@effect-studio/schema/flags/flags';
import { type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import pg from 'pg';
import type { Logger } from 'pino';
import { expectUnderstood } from './consumer-contracts.ts';
import { createTestDatabase } from './test-database.ts';
import { testConfig } from './test-environment.ts';

const DEFAULT_POOL_SIZE = 8;

interface Mounted {
  definition: SubgraphDefinition;
  services: ContextServices;
  schema: GraphQLSchema;
  processor: EventProcessor;
  jobs: JobExecutor;
}

/** An event as it lies in the outbox. */
export type WrittenEvent = BusEvent<Record<string, unknown>> & { sequence: number };

export interface TestStudioOptions {
  /** Answers what contexts ask of others that are not mounted. */
  graph?: GraphClient;
  clock?: FakeClock;
  /** Connections of each context, default 8. A studio of one machine gives each 3. */
  poolSize?: number;
  /** Where log lines go; default: nowhere, unless TEST_LOG_LEVEL says so. */
  log?: Logger;
}

/**
 * Contexts over a real database, Redis and object store, without processes: events are carried from the
 * outbox to the consumers and due jobs are run when the test says so, in order, so that nothing depends on timing.
 */
export class TestStudio {
  readonly clock: FakeClock;
  readonly ownerPool: pg.Pool;
  readonly #mounted = new Map<string, Mounted>();
  readonly #closers: (() => Promise<unknown> | void)[] = [];
  readonly #stopping = new AbortController();
  readonly #flags: FeatureFlags;
  #carriedSequence = 0;

  private constructor(clock: FakeClock, ownerPool: pg.Pool) {
    this.clock = clock;
    this.ownerPool = ownerPool;
    this.#flags = new FeatureFlags(() => ownerPool);
  }

  static async open(
    definitions: readonly SubgraphDefinition[],
    options: TestStudioOptions = {},
  ): Promise<TestStudio> {
    const database = await createTestDatabase();
    const config = testConfig(database.url);
    const log = options.log ?? createLogger('test', config.LOG_LEVEL);
    await migrate(database.url, config.STUDIO_SECRET, definitions, log);
    const clock = options.clock ?? new FakeClock();
    const ownerPool = new pg.Pool({ connectionString: database.url, max: 2 });
    // Dropping the database ends connections that are still closing.
    ownerPool.on('error', () => undefined);
    const studio = new TestStudio(clock, ownerPool);
    const redis = openRedis(config.REDIS_URL, 'commands');
    const openSubscriber = () => openRedis(config.REDIS_URL, 'blocking');
    const storage = new Storage(config);
    await storage.ensureBucket();
    const media = studioEdge(config, redis);
    const ticks = new Ticks({ commands: redis, openSubscriber, log });
    const eventLog = new EventLog({ pool: () => ownerPool, openSubscriber, clock, log });
    const graph = options.graph ?? { ask: () => Promise.reject(new Error('this test gave no graph')) };
    const signatures = new Signatures({
      privateKeyPem: config.INTERNAL_TOKEN_PRIVATE_KEY,
      publicKeyPem: config.INTERNAL_TOKEN_PUBLIC_KEY,
    });
    for (const definition of definitions) {
      const db = new Database({
        context: definition.name,
        url: roleUrl(database.url, config.STUDIO_SECRET, roleOf(definition.name)),
        poolSize: options.poolSize ?? DEFAULT_POOL_SIZE,
        entities: definition.entities,
        clock,
        log,
        bells: { eventsWritten: () => undefined, jobsWritten: () => undefined },
      });
      await db.open();
      const actionLog = new ActionLog({ pool: () => ownerPool, module: definition.name, clock, log });
      const services: ContextServices = {
        context: definition.name,
        db,
        clock,
        log,
        actionLog,
        storage,
        media,
        redis,
        ticks,
        eventLog,
        graph,
        stopping: studio.#stopping.signal,
        signatures,
        flags: studio.#flags,
      };
      studio.#mounted.set(definition.name, {
        definition,
        services,
        schema: buildSchema(definition),
        processor: new EventProcessor(services, definition.consumers, () => Promise.resolve()),
        jobs: new JobExecutor(services, definition.jobs),
      });
      studio.#closers.push(() => db.close());
    }
    studio.#closers.push(
      () => eventLog.close(),
      () => ticks.close(),
      () => redis.disconnect(),
      () => storage.close(),
      () => ownerPool.end(),
      () => database.drop(),
    );
    return studio;
  }

  /** Ends it, and holds every event that was told in it to the contracts of its consumers. */
  async close(): Promise<void> {
    const told = await this.written().catch(() => []);
    for (const close of this.#closers) await close();
    expectUnderstood(told);
  }

  /** Sets a feature flag for everyone in all mounted contexts. */
  async setFlag<Name extends FlagName>(name: Name, value: FlagValue<Name>): Promise<void> {
    await this.ownerPool.query(
      `insert into bus.feature_flag (key, tenant_id, value, rollout_percent, reason, version, set_at)
       values ($1, $2, $3, 100, 'test', 1, now())
       on conflict (key, tenant_id) do update set value = excluded.value`,
      [name, EVERYONE, JSON.stringify(value)],
    );
    await this.#flags.refresh();
  }

  /** Tells the contexts that their process begins to stop. */
  beginStop(): void {
    this.#stopping.abort();
  }

  /** A call into a context; as the platform unless told otherwise. */
  call(context: string, caller: Caller = systemCaller(), correlationId: string = newId()): CallContext {
    return callContext(this.#of(context).services, { caller, correlationId });
  }

  /** One context's own schema, as its operations are executed on it. */
  schemaOf(context: string): GraphQLSchema {
    return this.#of(context).schema;
  }

  /** Runs a GraphQL operation against one context's own schema. */
  async execute<Data = Record<string, unknown>>(
    context: string,
    caller: Caller,
    document: string,
    variables: Record<string, unknown> = {},
  ): Promise<ExecutionResult<Data>> {
    const result = await execute({
      schema: this.#of(context).schema,
      document: parse(document),
      variableValues: variables,
      contextValue: this.call(context, caller),
    });
    return JSON.parse(JSON.stringify(result)) as ExecutionResult<Data>;
  }

  /** Delivers one event to one context, as if its producer had published it. */
  async deliver<Payload extends object>(
    context: string,
    event: EventDefinition<Payload>,
    aggregateId: string,
    payload: Omit<Payload, 'schema_version'>,
    overrides: Partial<BusEvent<object>> = {},
  ): Promise<void> {
    const full = this.#eventOf(event, aggregateId, payload, overrides);
    await this.#of(context).processor.process({ position: 1n, event: full });
  }

  /** Delivers events of one type that arrived together, as a consumer that takes batches gets them. */
  async deliverAll<Payload extends object>(
    context: string,
    event: EventDefinition<Payload>,
    facts: readonly {
      aggregateId: string;
      payload: Omit<Payload, 'schema_version'>;
      id?: string;
      traceparent?: string;
    }[],
  ): Promise<void> {
    const delivered = facts.map(({ aggregateId, payload, id, traceparent }, index) => ({
      position: BigInt(index + 1),
      event: this.#eventOf(event, aggregateId, payload, {
        ...(id ? { id } : {}),
        ...(traceparent ? { traceparent } : {}),
      }),
    }));
    await this.#of(context).processor.processAll(delivered);
  }

  #eventOf<Payload extends object>(
    event: EventDefinition<Payload>,
    aggregateId: string,
    payload: Omit<Payload, 'schema_version'>,
    overrides: Partial<BusEvent<object>>,
  ): BusEvent<object> {
    return {
      id: newId(),
      type: event.type,
      occurredAt: this.clock.now().toISOString(),
      module: event.module,
      aggregateId,
      correlationId: newId(),
      causationId: null,
      idempotencyKey: `${event.module}:${aggregateId}:test-${newId()}:v1`,
      tenantId: systemCaller().tenantId,
      budgetContext: null,
      payload: event.payload.parse({ ...payload, schema_version: 'v1' }),
      ...overrides,
    };
  }

  /** Everything written to the outbox so far, oldest first; of one type when named. */
  async written(type?: string): Promise<WrittenEvent[]> {
    const { rows } = await this.ownerPool.query<{ sequence: string; body: WrittenEvent }>(
      'select outbox_id * 100 + place as sequence, body from bus.event order by outbox_id, place',
    );
    return rows
      .map((row) => ({ ...row.body, sequence: Number(row.sequence) }))
      .filter((event) => !type || event.type === type);
  }

  /** Runs every job of the context that is due. @returns how many ran */
  async runJobs(context: string): Promise<number> {
    const { rows } = await this.ownerPool.query<{ id: string }>(
      `select id from ${context}.job where state = 0 and due_at <= $1 order by due_at, id`,
      [this.clock.now()],
    );
    for (const row of rows) await this.#of(context).jobs.run(row.id);
    return rows.length;
  }

  /** Carries events to all mounted consumers and runs due jobs until nothing moves any more. */
  async settle(): Promise<void> {
    for (let hasMoved = true; hasMoved; ) {
      hasMoved = false;
      for (const event of await this.written()) {
        if (event.sequence <= this.#carriedSequence) continue;
        this.#carriedSequence = event.sequence;
        hasMoved = true;
        for (const { processor } of this.#mounted.values()) {
          await processor.process({ position: BigInt(event.sequence), event });
        }
      }
      for (const name of this.#mounted.keys()) if ((await this.runJobs(name)) > 0) hasMoved = true;
    }
  }

  /** Letters that some context could not deal with; a healthy test leaves none. */
  async deadLetters(): Promise<{ owner: string; subject: string; error: string }[]> {
    const { rows } = await this.ownerPool.query<{ owner: string; subject: string; error: string }>(
      'select owner, subject, error from bus.dead_letter order by created_at',
    );
    return rows;
  }

  #of(context: string): Mounted {
    const mounted = this.#mounted.get(context);
    if (!mounted) throw new Error(`${context} is not mounted in this test`);
    return mounted;
  }
}
