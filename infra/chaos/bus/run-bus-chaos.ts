import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import pg from 'pg';
import { createServiceContext } from '../../local/services/service-context.ts';
import { Actors } from './actors.ts';
import { audit, breachesOf, type Counts, type Followed } from './audit.ts';
import { settleEverything } from './drain.ts';
import { Engines } from './engines.ts';
import { FAULTS, type FaultName, planFaults } from './fault-plan.ts';
import { doFault, type Scene } from './faults.ts';
import { StreamWatch } from './stream-watch.ts';
import { Echoed, Stepped, TOY_CONTEXTS } from './toy-contexts.ts';

const AGGREGATES = 10;

export interface BusChaosOptions {
  /** Everything random follows from it, except what the machine adds. */
  seed: number;
  /** How long things go wrong. */
  seconds: number;
  /** An empty folder; engines, logs and followers' files lie in it. */
  stateDir: string;
  say: (line: string) => void;
}

export interface BusChaosReport {
  seed: number;
  seconds: number;
  faults: Partial<Record<FaultName, number>>;
  counts: Counts;
  /** In words; empty when the bus kept its word. */
  breaches: string[];
}

/**
 * Real processes over a PostgreSQL and a Redis of their own: two writers, two relays, two consumers of three groups,
 * one follower of the log. Faults come from the seed; afterwards everything may settle, and is counted.
 */
export async function runBusChaos(options: BusChaosOptions): Promise<BusChaosReport> {
  const { seed, seconds, stateDir, say } = options;
  const context = createServiceContext({ stateDir, ports: 'ephemeral' });
  const engines = await Engines.start(context);
  const owner = new pg.Pool({
    connectionString: engines.databaseUrl,
    max: 4,
    connectionTimeoutMillis: 5_000,
  });
  // PostgreSQL goes down on purpose.
  owner.on('error', () => undefined);
  const env = engines.environment();
  const actors = new Actors(stateDir, env);
  const watch = new StreamWatch();
  try {
    const aggregateIds = Array.from({ length: AGGREGATES }, (_, index) => `aggregate-${index + 1}`);
    await prepare(engines, env, owner, aggregateIds);
    const followed = followedBy(stateDir, aggregateIds);
    await startActors(actors, { seed, aggregateIds, followed });
    watch.start(engines.redisUrl, owner);
    const done = await makeTrouble({ engines, actors, owner, aggregateIds }, options);
    say('faults are over; waiting until everything is settled');
    await actors.retire('writer');
    const unsettled = await settleEverything(owner, followed);
    const counts = await audit(owner, followed);
    const trims = new Set(watch.breaches);
    const breaches = [...unsettled, ...breachesOf(counts), ...trims, ...actors.crashes];
    if (watch.looks === 0) breaches.push('the stream was never looked at');
    return { seed, seconds, faults: done, counts, breaches };
  } finally {
    await watch.stop();
    await actors.stop();
    await owner.end();
    await engines.stop();
  }
}

async function prepare(
  engines: Engines,
  env: Record<string, string>,
  owner: pg.Pool,
  aggregateIds: readonly string[],
): Promise<void> {
  await migrate(engines.databaseUrl, env.STUDIO_SECRET!, TOY_CONTEXTS, createLogger('chaos', 'silent'));
  await owner.query('insert into orchestrator.aggregate (id) select unnest($1::text[])', [[...aggregateIds]]);
}

function followedBy(stateDir: string, aggregateIds: readonly string[]): Followed[] {
  const folder = path.join(stateDir, 'followed');
  mkdirSync(folder);
  const filters = [
    { types: [Stepped.type, Echoed.type] },
    { types: [Stepped.type], aggregateId: aggregateIds[0]! },
    { types: [Echoed.type] },
  ];
  return filters.map((filter, index) => {
    const file = path.join(folder, `follower-${index + 1}`);
    writeFileSync(file, '');
    return { file, filter };
  });
}

async function startActors(
  actors: Actors,
  {
    seed,
    aggregateIds,
    followed,
  }: { seed: number; aggregateIds: readonly string[]; followed: readonly Followed[] },
): Promise<void> {
  const follow = followed.flatMap(({ file, filter }) => [file, JSON.stringify(filter)]);
  await Promise.all([
    ...[1, 2].map((n) => actors.start({ name: `relay-${n}`, file: 'relay-process.ts' })),
    ...[1, 2].map((n) => actors.start({ name: `consumer-${n}`, file: 'consumer-process.ts' })),
    ...[1, 2].map((n) =>
      actors.start({
        name: `writer-${n}`,
        file: 'writer-process.ts',
        args: [String(seed + n), ...aggregateIds],
      }),
    ),
    actors.start({ name: 'follower-1', file: 'follower-process.ts', args: [String(seed), ...follow] }),
  ]);
}

/** @returns how often each fault was done */
async function makeTrouble(
  scene: Scene,
  { seed, seconds, say }: BusChaosOptions,
): Promise<BusChaosReport['faults']> {
  await untilWorkIsDone(scene.owner);
  const startedAtMs = performance.now();
  const done: BusChaosReport['faults'] = {};
  const deeds: Promise<void>[] = [];
  for (const fault of planFaults(seed, seconds)) {
    await wait(Math.max(0, startedAtMs + fault.atMs - performance.now()));
    say(`${(fault.atMs / 1_000).toFixed(1).padStart(6)} s  ${FAULTS[fault.name]}`);
    deeds.push(
      persistently(() => doFault(scene, fault)).then(() => {
        done[fault.name] = (done[fault.name] ?? 0) + 1;
      }),
    );
  }
  await wait(Math.max(0, startedAtMs + seconds * 1_000 - performance.now()));
  await Promise.all(deeds);
  return done;
}

/** The first faults would otherwise hit processes that are still starting. */
async function untilWorkIsDone(owner: pg.Pool): Promise<void> {
  const endMs = performance.now() + 60_000;
  for (;;) {
    const { rows } = await owner.query<{ groups: string }>(
      'select count(*) as groups from bus.consumer_group where settled_position > 0',
    );
    if (Number(rows[0]!.groups) === TOY_CONTEXTS.filter(({ consumers }) => consumers.length > 0).length)
      return;
    if (performance.now() > endMs) throw new Error('the processes of the run did not begin to work');
    await wait(100);
  }
}

/** A fault that needs PostgreSQL waits until that is back from another one. */
async function persistently(deed: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deed();
    } catch (error) {
      if (attempt === 50) throw error;
      await wait(200);
    }
  }
}
