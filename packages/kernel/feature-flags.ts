import { createHash } from 'node:crypto';
import { FLAGS, type FlagName, type FlagValue, whyNotAValue } from '@effect-studio/schema/flags/flags';
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Caller } from './context.ts';
import { REDIS_KEYS } from './process/redis.ts';

const POLL_MS = 2_000;

/** The tenant of a setting that holds for everyone who has none of their own. */
export const EVERYONE = '00000000-0000-0000-0000-000000000000';

/** Who a flag is asked for. A rollout falls the same way for one subject each time. */
export type FlagSubject = Pick<Caller, 'tenantId' | 'subjectId'>;

interface SettingRow {
  key: string;
  tenant_id: string;
  value: unknown;
  rollout_percent: number;
}

const READ = 'select key, tenant_id, value, rollout_percent from bus.feature_flag';

/**
 * What flags say in this process. The rows are the truth; a change is pushed over Redis, and a process that missed the
 * bell reads it within two seconds. What was read last holds while PostgreSQL is away.
 */
export class FeatureFlags {
  readonly #pool: () => Pool;
  #settings: ReadonlyMap<string, SettingRow> = new Map();

  constructor(pool: () => Pool) {
    this.#pool = pool;
  }

  /**
   * The value for somebody: as set for their tenant, else for everyone, else the default. A setting that holds for a
   * share of people leaves the others with the default. Costs no round trip.
   */
  value<Name extends FlagName>(name: Name, { tenantId, subjectId }: FlagSubject): FlagValue<Name> {
    const flag = FLAGS[name];
    const setting = this.#settings.get(`${name} ${tenantId}`) ?? this.#settings.get(`${name} ${EVERYONE}`);
    const holds =
      setting &&
      whyNotAValue(flag, setting.value) === null &&
      (setting.rollout_percent >= 100 || shareOf(name, subjectId ?? tenantId) < setting.rollout_percent);
    return (holds ? setting.value : flag.default) as FlagValue<Name>;
  }

  /** Reads the settings now. @throws what PostgreSQL says; then those that were read last hold */
  async refresh(): Promise<void> {
    const { rows } = await this.#pool().query<SettingRow>({ name: 'feature-flags', text: READ });
    this.#settings = new Map(rows.map((row) => [`${row.key} ${row.tenant_id}`, row]));
  }
}

/** Where in 0..99 a subject falls; another order for each flag. */
function shareOf(name: string, subject: string): number {
  return createHash('sha256').update(`${name}:${subject}`).digest().readUInt32BE(0) % 100;
}

/** Keeps the flags of a process current. @returns how to stop */
export async function followFeatureFlags(options: {
  flags: FeatureFlags;
  openSubscriber: () => Redis;
  log: Logger;
}): Promise<() => void> {
  const { flags, log } = options;
  await flags.refresh();
  const follow = (): void => {
    flags.refresh().catch((error: unknown) => log.debug({ err: error }, 'feature flags could not be read'));
  };
  const subscriber = options.openSubscriber();
  subscriber.on('message', follow);
  // Not waited for: without Redis the poll does the same, later.
  subscriber.subscribe(REDIS_KEYS.featureFlags).catch(() => undefined);
  const timer = setInterval(follow, POLL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    subscriber.disconnect();
  };
}
