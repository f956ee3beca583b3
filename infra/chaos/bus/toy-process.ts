import { EventLog } from '@effect-studio/kernel/bus/event-log';
import { Ticks } from '@effect-studio/kernel/bus/ticks';
import { OffsetClock } from '@effect-studio/kernel/clock';
import { type KernelConfig, readKernelConfig } from '@effect-studio/kernel/config';
import type { ContextServices } from '@effect-studio/kernel/context';
import { Signatures } from '@effect-studio/kernel/crypto/signatures';
import { Database } from '@effect-studio/kernel/database';
import { FeatureFlags } from '@effect-studio/kernel/feature-flags';
import { roleOf, roleUrl } from '@effect-studio/kernel/migrations/context-schema';
import { mediaEdge } from '@effect-studio/kernel/objects/media-edge';
import { Storage } from '@effect-studio/kernel/objects/storage';
import { ActionLog } from '@effect-studio/kernel/observation/action-log';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { followTestClock } from '@effect-studio/kernel/process/clock-sync';
import { openRedis, REDIS_KEYS } from '@effect-studio/kernel/process/redis';
import { isUnavailable } from '@effect-studio/kernel/process/unavailable';
import type { SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import type { Redis } from 'ioredis';
import pg from 'pg';
import type { Logger } from 'pino';

/** Time after which a frozen leader is replaced here: short, so that it happens often. */
export const CHAOS_LEASE_MS = 2_000;
/** Inboxes are trimmed here so often that readers come back as zombies after it. */
export const CHAOS_TRIM_INBOX_MS = 1_000;

/** What one process of the run works with: the kernel's parts, as the host puts them together, one by one. */
export class ToyProcess {
  readonly config: KernelConfig;
  readonly clock = new OffsetClock();
  readonly log: Logger;
  readonly redis: Redis;
  readonly tailPool: pg.Pool;
  readonly eventLog: EventLog;

  /** @param environment as {@link Engines.environment} makes it; default: the process's own */
  constructor(name: string, environment: NodeJS.ProcessEnv = process.env) {
    this.config = readKernelConfig(environment);
    this.log = createLogger(name, this.config.LOG_LEVEL);
    this.redis = openRedis(this.config.REDIS_URL, 'commands');
    this.tailPool = new pg.Pool({
      connectionString: this.roleUrl('es_tail'),
      max: 2,
      application_name: name,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    this.tailPool.on('error', () => undefined);
    this.eventLog = new EventLog({
      pool: () => this.tailPool,
      openSubscriber: this.openSubscriber,
      clock: this.clock,
      log: this.log,
    });
  }

  readonly openSubscriber = (): Redis => openRedis(this.config.REDIS_URL, 'blocking');

  roleUrl(role: string): string {
    return roleUrl(this.config.DATABASE_URL, this.config.STUDIO_SECRET, role);
  }

  /** Ends what was opened here, contexts' databases excepted. */
  async close(): Promise<void> {
    await this.eventLog.close();
    await this.tailPool.end();
    this.redis.disconnect();
  }

  async followClock(): Promise<void> {
    await followTestClock({
      clock: this.clock,
      pool: () => this.tailPool,
      openSubscriber: this.openSubscriber,
      mode: 'embedded',
      log: this.log,
    });
  }

  /** Opens a context's database and hands out its services. There are no objects and no graph in this run. */
  async open(
    definition: SubgraphDefinition,
    poolSize: number,
    ring: 'rings the bell' | 'is silent' = 'rings the bell',
  ): Promise<ContextServices> {
    const context = definition.name;
    const db = new Database({
      context,
      url: this.roleUrl(roleOf(context)),
      poolSize,
      entities: definition.entities,
      clock: this.clock,
      log: this.log,
      bells: {
        eventsWritten: () => {
          if (ring === 'rings the bell') this.redis.publish(REDIS_KEYS.outboxBell, '').catch(() => undefined);
        },
        jobsWritten: () => undefined,
      },
    });
    await db.open();
    return {
      context,
      db,
      clock: this.clock,
      log: this.log.child({ context }),
      actionLog: new ActionLog({ pool: () => db.pool, module: context, clock: this.clock, log: this.log }),
      storage: new Storage(this.config),
      media: mediaEdge(this.config, this.redis),
      redis: this.redis,
      ticks: new Ticks({ commands: this.redis, openSubscriber: this.openSubscriber, log: this.log }),
      eventLog: this.eventLog,
      graph: { ask: () => Promise.reject(new Error('there is no graph in this run')) },
      stopping: new AbortController().signal,
      flags: new FeatureFlags(() => db.pool),
      signatures: new Signatures({
        privateKeyPem: this.config.INTERNAL_TOKEN_PRIVATE_KEY,
        publicKeyPem: this.config.INTERNAL_TOKEN_PUBLIC_KEY,
      }),
    };
  }
}

/** Exit status of a process that found PostgreSQL away while it started (sysexits.h, EX_TEMPFAIL). */
export const NOT_NOW = 75;

/** Runs `main` until it is done; an unexpected failure ends the process, and whoever started it starts it again. */
export function runToyProcess(main: () => Promise<void>): void {
  const fail = (error: unknown): void => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  main().catch((error: unknown) => {
    if (isUnavailable(error)) process.exit(NOT_NOW);
    fail(error);
  });
}
