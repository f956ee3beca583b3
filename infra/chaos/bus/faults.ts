import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { Actors } from './actors.ts';
import type { Engines } from './engines.ts';
import type { FaultName, PlannedFault } from './fault-plan.ts';
import { KINDS, POISONED_GROUP } from './toy-contexts.ts';

/** What faults are done to. */
export interface Scene {
  engines: Engines;
  actors: Actors;
  /** As the owner; PostgreSQL may be down. */
  owner: pg.Pool;
  aggregateIds: readonly string[];
}

/** Does one fault, and undoes what is to be undone, such as a freeze. */
export async function doFault(
  { engines, actors, owner, aggregateIds }: Scene,
  fault: PlannedFault,
): Promise<void> {
  const { holdMs, dice } = fault;
  const pick = <T>(items: readonly T[]): T | undefined => items[dice % items.length];
  const each = async (names: readonly string[], act: (name: string) => Promise<void> | void): Promise<void> =>
    void (await Promise.all(names.map(act)));
  const leading = (kind: 'relay' | 'consumer') => leaders(owner, actors, kind);
  const deeds: Record<FaultName, () => Promise<unknown>> = {
    'relay-kill': async () => each(await leading('relay'), (name) => actors.kill(name)),
    'relay-freeze': async () => each(await leading('relay'), (name) => actors.freeze(name, holdMs)),
    'relay-pause': async () => actors.freeze(pick(actors.names('relay')) ?? '', holdMs),
    'relay-cut': async () => cutSessions(owner, 'relay'),
    'consumer-kill': async () => actors.kill(pick(await leading('consumer')) ?? ''),
    'consumer-freeze': async () => actors.freeze(pick(await leading('consumer')) ?? '', holdMs),
    'consumer-pause': async () => actors.freeze(pick(actors.names('consumer')) ?? '', holdMs),
    'consumer-cut': async () => cutSessions(owner, 'consumer'),
    'api-kill': async () => actors.kill(pick(actors.names('follower')) ?? ''),
    'api-freeze': async () => actors.freeze(pick(actors.names('follower')) ?? '', holdMs),
    'writer-kill': async () => actors.kill(pick(actors.names('writer')) ?? ''),
    'redis-restart': async () => engines.restartRedis('SIGTERM', holdMs),
    'redis-kill': async () => engines.restartRedis('SIGKILL', holdMs),
    // Between 1 and 40 per cent of all that was ever written to it.
    'redis-cut': async () => engines.restartRedis('SIGKILL', holdMs, { share: 0.01 + (dice % 40) / 100 }),
    'redis-empty': async () => engines.restartRedis('SIGKILL', holdMs, { share: 1 }),
    'postgres-immediate': async () => engines.restartPostgresImmediately(holdMs),
    poison: async () => {
      await owner.query(`update ${POISONED_GROUP}.cure set is_cured = false`);
      const kind = pick(KINDS.slice(1));
      await owner.query('update orchestrator.aggregate set next_kind = $2 where id = $1', [
        pick(aggregateIds),
        kind,
      ]);
    },
    cure: async () => {
      await untilSomethingDied(owner);
      await cure(owner);
    },
  };
  await deeds[fault.name]();
}

/** A poison event may still be on its way to a handler that is down; mending it before would try nothing. */
async function untilSomethingDied(owner: pg.Pool): Promise<void> {
  for (let looks = 0; looks < 100; looks += 1) {
    const { rows } = await owner.query(`select 1 from bus.dead_letter where state = 'dead' limit 1`);
    if (rows.length > 0) return;
    await wait(150);
  }
}

/** Mends the poisoned handler and asks for all dead letters to be replayed, as an operator would. */
export async function cure(owner: pg.Pool): Promise<void> {
  await owner.query(`update ${POISONED_GROUP}.cure set is_cured = true`);
  await owner.query(`update bus.dead_letter set state = 'replaying' where state = 'dead'`);
}

const APPLICATION = { relay: 'studio-relay-', consumer: 'studio-consumer-group-' } as const;

/** Names of the actors that lead now, by the advisory locks that PostgreSQL sees; none while it is down. */
async function leaders(owner: pg.Pool, actors: Actors, kind: keyof typeof APPLICATION): Promise<string[]> {
  const { rows } = await owner.query<{ application_name: string }>(
    `select distinct application_name from pg_stat_activity join pg_locks using (pid)
     where locktype = 'advisory' and granted and starts_with(application_name, $1)`,
    [APPLICATION[kind]],
  );
  const pids = rows.map((row) => Number(row.application_name.split(' ').at(-1)));
  return [...new Set(pids.flatMap((pid) => actors.nameOf(pid) ?? []))].sort();
}

/** Ends the sessions that hold the lead, as a network that fails on that connection only. */
async function cutSessions(owner: pg.Pool, kind: keyof typeof APPLICATION): Promise<void> {
  await owner.query(
    `select pg_terminate_backend(pid) from pg_stat_activity join pg_locks using (pid)
     where locktype = 'advisory' and granted and starts_with(application_name, $1)`,
    [APPLICATION[kind]],
  );
}
