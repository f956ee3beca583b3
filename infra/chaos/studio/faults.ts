import { setTimeout as wait } from 'node:timers/promises';
import { AdvanceTestClockDocument, SetProviderPausedDocument } from '@effect-studio/schema/generated/client';
import { Redis } from 'ioredis';
import { v7 as uuidv7 } from 'uuid';
import type { PlannedStudioFault, StudioFault } from './fault-plan.ts';
import type { PersistentClient } from './persistent-client.ts';
import type { StoreMood } from './store-front.ts';
import type { StudioWorld } from './studio-world.ts';
import { TWIN_PROVIDER_IDS } from './twins.ts';

/** Positions that come again when the groups are set back. */
const REPEATED = 60;
/** A store that nobody asks cannot be broken: it stays broken until somebody has, but no longer than this. */
const LONGEST_SPOILING_MS = 12_000;

/** What faults are done to, and by whom where a person does them. */
export interface Scene {
  world: StudioWorld;
  admin: PersistentClient;
}

/** Does one fault, and undoes what is to be undone, such as a freeze. */
export async function doStudioFault({ world, admin }: Scene, fault: PlannedStudioFault): Promise<void> {
  const { actors, engines, front, owner } = world;
  const { holdMs, dice } = fault;
  const someOf = (kind: string): string => {
    const names = actors.names(kind);
    return names[dice % names.length] ?? '';
  };
  const spoil = async (mood: StoreMood): Promise<void> => {
    const before = front.spoiled;
    front.mood = mood;
    await wait(holdMs);
    const endsAt = performance.now() + LONGEST_SPOILING_MS;
    while (front.spoiled === before && performance.now() < endsAt) await wait(50);
    front.mood = { kind: 'well' };
  };
  const deeds: Record<StudioFault, () => unknown> = {
    killGateway: () => actors.kill('gateway-1'),
    freezeGateway: () => actors.freeze('gateway-1', holdMs),
    killApi: () => actors.kill(someOf('api')),
    freezeApi: () => actors.freeze(someOf('api'), holdMs),
    killWorkers: () => actors.kill(someOf('workers')),
    freezeWorkers: () => actors.freeze(someOf('workers'), holdMs),
    pauseWorkers: () => actors.freeze(someOf('workers'), holdMs),
    killAgent: () => actors.kill(someOf('agent')),
    freezeAgent: () => actors.freeze(someOf('agent'), holdMs),
    restartRedis: () => world.duringOutage(() => engines.restartRedis('SIGTERM', holdMs)),
    killRedis: () => world.duringOutage(() => engines.restartRedis('SIGKILL', holdMs)),
    flushRedis: () => flush(engines.redisUrl),
    restartPostgres: () => world.duringOutage(() => engines.restartPostgresImmediately(holdMs)),
    storeErrors: () => spoil({ kind: 'refuses', share: 0.5 }),
    storeLosesAnswers: () => spoil({ kind: 'losesAnswers', share: 0.4 }),
    storeDown: () => spoil({ kind: 'refuses', share: 1 }),
    pauseProvider: () => pauseProvider(admin, TWIN_PROVIDER_IDS[dice % TWIN_PROVIDER_IDS.length]!, holdMs),
    repeatEvents: () => repeatEvents(world),
    delayEvents: () => delayEvents(owner, holdMs),
    jumpClock: () => jumpClock(admin, 10_000 + (dice % 170_000)),
  };
  await deeds[fault.name]();
}

/** Moves the clock of the whole studio on. */
export async function jumpClock(admin: PersistentClient, byMs: number): Promise<void> {
  await admin.ask(AdvanceTestClockDocument, { byMs: String(byMs) });
}

async function flush(redisUrl: string): Promise<void> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, connectTimeout: 2_000 });
  redis.on('error', () => undefined);
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}

async function pauseProvider(admin: PersistentClient, providerId: string, forMs: number): Promise<void> {
  const set = (isPaused: boolean) =>
    admin.ask(SetProviderPausedDocument, {
      input: { providerId, isPaused, reason: 'chaos', idempotencyKey: uuidv7() },
    });
  await set(true);
  await wait(forMs);
  await set(false);
}

/** Both workers end, the groups are set back, and whoever reads next begins there. */
async function repeatEvents({ actors, owner }: StudioWorld): Promise<void> {
  for (const name of actors.names('workers')) actors.kill(name);
  await owner.query('update bus.consumer_group set settled_position = greatest(0, settled_position - $1)', [
    REPEATED,
  ]);
}

/** Holds what waits for a position, so that the relay has to wait for it. */
async function delayEvents(owner: StudioWorld['owner'], forMs: number): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    await client.query('select 1 from bus.outbox_queue for update');
    await wait(forMs);
    await client.query('rollback');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
    throw error;
  }
}
