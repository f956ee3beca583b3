import { existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type PostgresService, startPostgres } from '../../local/services/postgres.ts';
import { type RedisService, startRedis } from '../../local/services/redis.ts';
import type { ServiceContext } from '../../local/services/service-context.ts';

/** What becomes of Redis' append-only file while it is down: a share of its end is lost, as when the power fails. */
export type LostTail = { share: number };

/** PostgreSQL and Redis of one run, as `npm start` sets them up, with ways to break them. Both keep their address. */
export class Engines {
  readonly #context: ServiceContext;
  #postgres: PostgresService;
  #redis: RedisService;
  /** Faults of one engine come one after the other. */
  #redisTurn: Promise<void> = Promise.resolve();
  #postgresTurn: Promise<void> = Promise.resolve();

  private constructor(context: ServiceContext, postgres: PostgresService, redis: RedisService) {
    this.#context = context;
    this.#postgres = postgres;
    this.#redis = redis;
  }

  static async start(context: ServiceContext): Promise<Engines> {
    const postgres = await startPostgres(context);
    try {
      return new Engines(context, postgres, await startRedis(context));
    } catch (error) {
      await postgres.process.stop();
      throw error;
    }
  }

  get databaseUrl(): string {
    return this.#postgres.url;
  }

  get redisUrl(): string {
    return this.#redis.url;
  }

  /** What a process of the kernel is to find in its environment. There is no object store; nobody asks for one. */
  environment(): Record<string, string> {
    const { secrets } = this.#context;
    return {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      STUDIO_MODE: 'embedded',
      DATABASE_URL: this.databaseUrl,
      REDIS_URL: this.redisUrl,
      STUDIO_SECRET: secrets.studioSecret,
      INTERNAL_TOKEN_PRIVATE_KEY: secrets.internalTokenPrivateKey,
      INTERNAL_TOKEN_PUBLIC_KEY: secrets.internalTokenPublicKey,
      S3_ENDPOINT: 'http://127.0.0.1:9',
      S3_ACCESS_KEY_ID: 'none',
      S3_SECRET_ACCESS_KEY: 'none',
      S3_BUCKET: 'none',
    };
  }

  /** Ends every session at once without a checkpoint, and starts again with recovery. */
  restartPostgresImmediately(downMs: number): Promise<void> {
    this.#postgresTurn = this.#postgresTurn.then(async () => {
      // SIGQUIT is PostgreSQL's immediate shutdown.
      this.#postgres.process.kill('SIGQUIT');
      await this.#postgres.process.exited;
      await wait(downMs);
      this.#postgres = await startPostgres(this.#context);
    });
    return this.#postgresTurn;
  }

  restartRedis(signal: 'SIGTERM' | 'SIGKILL', downMs: number, lost: LostTail = { share: 0 }): Promise<void> {
    this.#redisTurn = this.#redisTurn.then(async () => {
      this.#redis.process.kill(signal);
      await this.#redis.process.exited;
      this.#cutTail(lost.share);
      await wait(downMs);
      this.#redis = await startRedis(this.#context);
    });
    return this.#redisTurn;
  }

  async stop(): Promise<void> {
    await Promise.allSettled([this.#redisTurn, this.#postgresTurn]);
    await Promise.allSettled([this.#postgres.process.stop(), this.#redis.process.stop()]);
  }

  #cutTail(share: number): void {
    const directory = path.join(this.#context.stateDir, 'redis');
    // Redis 7 keeps the file in parts; what is written lately is in the increment.
    const parts = path.join(directory, 'appendonlydir');
    if (share >= 1) {
      rmSync(parts, { recursive: true, force: true });
      rmSync(path.join(directory, 'appendonly.aof'), { force: true });
      return;
    }
    const files = existsSync(parts)
      ? readdirSync(parts)
          .filter((name) => name.endsWith('.incr.aof'))
          .map((name) => path.join(parts, name))
      : [path.join(directory, 'appendonly.aof')];
    for (const file of files) truncateSync(file, Math.floor(statSync(file).size * (1 - share)));
  }
}
