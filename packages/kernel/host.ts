import { Queue } from 'bullmq';
import type { GraphQLSchema } from 'graphql';
import type { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from 'pino';
import { busGauges } from './bus/bus-gauges.ts';
import { ConsumerGroup } from './bus/consumer-group.ts';
import { DeadLetterReplayer } from './bus/dead-letter-replayer.ts';
import { EventLog } from './bus/event-log.ts';
import { EventProcessor } from './bus/event-processor.ts';
import { logReader, type ReadLog } from './bus/log-reader.ts';
import { Relay } from './bus/relay.ts';
import { Ticks } from './bus/ticks.ts';
import { OffsetClock } from './clock.ts';
import type { KernelConfig } from './config.ts';
import { type CallContext, type ContextServices, callContext } from './context.ts';
import { Signatures } from './crypto/signatures.ts';
import { poolSizeFor, TAIL_POOL_SIZE } from './database/connection-budget.ts';
import { Database, type WrittenJob } from './database.ts';
import { StudioError } from './errors.ts';
import { FeatureFlags, followFeatureFlags } from './feature-flags.ts';
import { HttpGraphClient } from './graph/graph-client.ts';
import { type InternalCall, InternalTokens } from './graph/internal-token.ts';
import { queueName, wakeUp } from './jobs/job-lane.ts';
import { JobRunner } from './jobs/job-runner.ts';
import { expireRows } from './jobs/retention.ts';
import { roleOf, roleUrl } from './migrations/context-schema.ts';
import { mediaEdge } from './objects/media-edge.ts';
import { Storage } from './objects/storage.ts';
import { ActionLog } from './observation/action-log.ts';
import { contextGauges } from './observation/context-gauges.ts';
import { registerGauges } from './observation/gauges.ts';
import type { Dependency, Health } from './observation/health.ts';
import { createLogger } from './observation/logger.ts';
import { followTestClock } from './process/clock-sync.ts';
import { closeComputePool, keepComputeReady } from './process/compute.ts';
import { openRedis, REDIS_KEYS } from './process/redis.ts';
import { endsWithin } from './process/within.ts';
import { buildSchema, completeSdl, type SubgraphDefinition } from './subgraph.ts';

/** A context mounted in this process. */
export interface MountedSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
  readonly services: ContextServices;
  /** The GraphQL context of one call into this subgraph. */
  contextFor(call: InternalCall): CallContext;
}

export interface HostOptions {
  config: KernelConfig;
  definitions: readonly SubgraphDefinition[];
  /** Name in logs, such as `api`. */
  service: string;
  /** Runs relay, consumers and jobs here. */
  withWorkers: boolean;
}

type Stop = () => Promise<unknown> | unknown;

/** Of the ten seconds that a process has: how long background work may take to end, and then each layer below it. */
const WORK_ENDS_MS = 7_000;
const PART_ENDS_MS = 1_000;

/** Mounts contexts in one process: databases, schemas, and, where asked, their background work. */
export class Host {
  readonly clock = new OffsetClock();
  readonly log: Logger;
  readonly tokens: InternalTokens;
  readonly storage: Storage;
  readonly redis: Redis;
  readonly subgraphs: MountedSubgraph[] = [];
  readonly #options: HostOptions;
  /** Background work, which ends side by side. */
  readonly #work: Stop[] = [];
  /** What work and answers stand on; last in, first out. */
  readonly #stops: Stop[] = [];
  readonly #stopping = new AbortController();
  readonly #queues = new Map<string, Queue>();
  readonly #connections: Redis[] = [];
  readonly #dependencies: Dependency[] = [];
  #isReady = false;

  constructor(options: HostOptions) {
    const { config } = options;
    this.#options = options;
    this.log = createLogger(options.service, config.LOG_LEVEL);
    this.tokens = new InternalTokens({
      privateKeyPem: config.INTERNAL_TOKEN_PRIVATE_KEY,
      publicKeyPem: config.INTERNAL_TOKEN_PUBLIC_KEY,
    });
    this.storage = new Storage(config);
    this.redis = openRedis(config.REDIS_URL, 'commands');
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** For probes: whether this process may be sent work, and how what it stands on does. */
  get health(): Health {
    return { isReady: () => this.#isReady, dependencies: this.#dependencies };
  }

  async start(): Promise<void> {
    const { config, definitions } = this.#options;
    const openSubscriber = (): Redis => this.#open('blocking');
    const tailPool = new pg.Pool({
      connectionString: roleUrl(config.DATABASE_URL, config.STUDIO_SECRET, 'es_tail'),
      max: TAIL_POOL_SIZE,
      application_name: 'studio-tail',
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    tailPool.on('error', () => undefined);
    this.#stops.push(() => tailPool.end());
    await this.storage.ensureBucket();
    const stopClock = await followTestClock({
      clock: this.clock,
      pool: () => tailPool,
      openSubscriber,
      mode: config.STUDIO_MODE,
      log: this.log,
    });
    this.#stops.push(stopClock);
    const flags = new FeatureFlags(() => tailPool);
    this.#stops.push(await followFeatureFlags({ flags, openSubscriber, log: this.log }));
    const ticks = new Ticks({ commands: this.redis, openSubscriber, log: this.log });
    const eventLog = new EventLog({
      pool: () => tailPool,
      openSubscriber,
      clock: this.clock,
      log: this.log,
    });
    this.#stops.push(
      () => eventLog.close(),
      () => ticks.close(),
    );
    const media = mediaEdge(config, this.redis);
    const graph = new HttpGraphClient(config.GATEWAY_URL, this.tokens);
    const signatures = new Signatures({
      privateKeyPem: config.INTERNAL_TOKEN_PRIVATE_KEY,
      publicKeyPem: config.INTERNAL_TOKEN_PUBLIC_KEY,
    });
    const groups = definitions.filter(({ consumers }) => consumers.length > 0);
    const poolSize = poolSizeFor({
      limit: config.DATABASE_CONNECTIONS,
      contexts: definitions.length,
      leaders: this.#options.withWorkers ? 1 + groups.length : 0,
    });
    await Promise.all(
      definitions.map(async (definition) => {
        const context = definition.name;
        const log = this.log.child({ context });
        const urlOf = (url: string): string => roleUrl(url, config.STUDIO_SECRET, roleOf(context));
        const db = new Database({
          context,
          url: urlOf(config.DATABASE_URL),
          replicaUrl: config.REPORTING_DATABASE_URL ? urlOf(config.REPORTING_DATABASE_URL) : null,
          poolSize,
          entities: definition.entities,
          clock: this.clock,
          log,
          bells: {
            eventsWritten: () => this.#ring(),
            jobsWritten: (_name, jobs) => this.#wakeJobs(definition, jobs),
          },
        });
        await db.open();
        const actionLog = new ActionLog({ pool: () => db.pool, module: context, clock: this.clock, log });
        const services: ContextServices = {
          context,
          db,
          clock: this.clock,
          log,
          actionLog,
          storage: this.storage,
          media,
          redis: this.redis,
          ticks,
          eventLog,
          graph,
          stopping: this.#stopping.signal,
          signatures,
          flags,
        };
        this.subgraphs.push({
          name: context,
          sdl: completeSdl(definition.typeDefs),
          schema: buildSchema(definition),
          services,
          contextFor: (call) => callContext(services, call),
        });
      }),
    );
    this.subgraphs.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const definition of definitions) {
      if (definition.start) this.#stops.push(await definition.start(this.subgraph(definition.name).services));
    }
    const { withWorkers } = this.#options;
    for (const definition of definitions) {
      const { services } = this.subgraph(definition.name);
      this.#stops.push(registerGauges(contextGauges(services, definition.gauges ?? [], { withWorkers })));
    }
    if (withWorkers) this.#stops.push(registerGauges(busGauges(() => tailPool, this.clock)));
    this.#dependencies.push(
      { name: 'postgres', isRequired: true, check: () => tailPool.query('select 1') },
      { name: 'redis', isRequired: true, check: () => this.redis.ping() },
      // Reads and decisions go on without it; uploads and results wait.
      { name: 'object store', isRequired: false, check: () => this.storage.head('health') },
    );
    if (withWorkers)
      await this.#startWorkers(
        openSubscriber,
        logReader(() => tailPool),
      );
    this.#isReady = true;
  }

  /** Not ready from now on, and whoever waits for something to happen answers; safe to call again. */
  beginStop(): void {
    this.#isReady = false;
    this.#stopping.abort();
  }

  /** Ends background work, then what it stands on, within nine seconds: what does not end in time is left behind. */
  async stop(): Promise<void> {
    this.beginStop();
    await this.#end(WORK_ENDS_MS, this.#work.splice(0));
    const below = this.#stops.splice(0).reverse();
    await this.#end(PART_ENDS_MS, [
      async () => {
        for (const stop of below) await this.#quietly(stop);
      },
    ]);
    await this.#end(PART_ENDS_MS, [
      ...[...this.#queues.values()].map((queue) => () => queue.close()),
      ...this.subgraphs.map(
        ({ services }) =>
          () =>
            services.db.close(),
      ),
      closeComputePool,
    ]);
    // BullMQ and the readers leave connections that they were given open.
    for (const connection of [...this.#connections, this.redis]) connection.disconnect();
    this.storage.close();
  }

  async #end(ms: number, stops: readonly Stop[]): Promise<void> {
    const endings = stops.map((stop) => this.#quietly(stop));
    if (!(await endsWithin(ms, Promise.all(endings)))) {
      this.log.warn({ ms }, 'a part did not stop in time and is left behind');
    }
  }

  /** @throws StudioError `NOT_MOUNTED` when the context is not in this process */
  subgraph(name: string): MountedSubgraph {
    const mounted = this.subgraphs.find((subgraph) => subgraph.name === name);
    if (!mounted) throw new StudioError('NOT_MOUNTED', `${name} is not mounted in this process`);
    return mounted;
  }

  async #quietly(stop: Stop): Promise<void> {
    try {
      await stop();
    } catch (error) {
      this.log.warn({ err: error }, 'a part did not stop cleanly');
    }
  }

  async #startWorkers(openSubscriber: () => Redis, readLog: ReadLog): Promise<void> {
    const { config, definitions } = this.#options;
    const relay = new Relay({
      databaseUrl: roleUrl(config.DATABASE_URL, config.STUDIO_SECRET, 'es_relay'),
      redis: this.redis,
      openSubscriber,
      clock: this.clock,
      log: this.log.child({ part: 'relay' }),
    });
    relay.start();
    this.#work.push(() => relay.stop());
    keepComputeReady(definitions.flatMap(({ computations = [] }) => computations));
    for (const definition of definitions) {
      const services = this.subgraph(definition.name).services;
      if (definition.startWorkers) this.#work.push(await definition.startWorkers(services));
      if (definition.consumers.length > 0) {
        const group = new ConsumerGroup({
          group: definition.name,
          databaseUrl: roleUrl(config.DATABASE_URL, config.STUDIO_SECRET, roleOf(definition.name)),
          redis: this.#open('reading'),
          readLog,
          processor: new EventProcessor(services, definition.consumers),
          log: services.log,
        });
        group.start();
        this.#work.push(() => group.stop());
      }
      if (definition.jobs.length > 0) {
        const runner = new JobRunner({
          services,
          handlers: [...definition.jobs, expireRows(definition.name, definition.retention)],
          openRedis: openSubscriber,
          ...(definition.jobConcurrency ? { concurrency: definition.jobConcurrency } : {}),
          ...(definition.jobLanes ? { lanes: definition.jobLanes } : {}),
        });
        runner.start();
        const stopJumps = this.clock.onJump(() => runner.sweep());
        this.#work.push(async () => {
          stopJumps();
          await runner.stop();
        });
      }
      if (definition.consumers.length > 0 || definition.jobs.length > 0) {
        const replayer = new DeadLetterReplayer({ services, consumers: definition.consumers });
        replayer.start();
        this.#work.push(this.clock.onJump(() => replayer.wake()));
        this.#work.push(() => replayer.stop());
      }
    }
  }

  #open(purpose: 'reading' | 'blocking'): Redis {
    const connection = openRedis(this.#options.config.REDIS_URL, purpose);
    this.#connections.push(connection);
    return connection;
  }

  #ring(): void {
    this.redis.publish(REDIS_KEYS.outboxBell, '').catch(() => undefined);
  }

  #wakeJobs({ name, jobs }: SubgraphDefinition, written: readonly WrittenJob[]): void {
    const laneOf = (kind: string) => jobs.find((handler) => handler.kind === kind)?.lane;
    for (const [queue, ofQueue] of Map.groupBy(written, ({ kind }) => queueName(name, laneOf(kind)))) {
      // The sweeper finds the rows anyway; the bell only saves its interval.
      this.#queue(queue)
        .addBulk(ofQueue.map(({ id }) => wakeUp(id, 0)))
        .catch(() => undefined);
    }
  }

  #queue(name: string): Queue {
    const existing = this.#queues.get(name);
    if (existing) return existing;
    const queue = new Queue(name, { connection: this.#open('blocking'), prefix: REDIS_KEYS.bullPrefix });
    queue.on('error', () => undefined);
    this.#queues.set(name, queue);
    return queue;
  }
}
