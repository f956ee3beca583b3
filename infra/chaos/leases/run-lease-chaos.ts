import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startObjectStore } from '../../local/services/object-store.ts';
import { choosePort } from '../../local/services/ports.ts';
import { createServiceContext, type ServiceContext } from '../../local/services/service-context.ts';
import { Actors } from '../bus/actors.ts';
import { Engines } from '../bus/engines.ts';
import { type Random, randomChoices } from '../random.ts';
import { storeEnvironment } from '../store-environment.ts';
import { auditLeases, type LeaseCounts, leaseBreaches } from './lease-audit.ts';
import { LeaseWorld } from './lease-world.ts';
import { SlotWatch } from './slot-watch.ts';
import { CHAOS_TTL_MS } from './troubled-client.ts';

export interface LeaseChaosOptions {
  /** Everything random follows from it, except what the machine adds. */
  seed: number;
  agents: number;
  tasks: number;
  /** An empty folder; engines, logs and journals lie in it. */
  stateDir: string;
  say: (line: string) => void;
}

export interface LeaseChaosReport {
  seed: number;
  seconds: number;
  faults: Record<FaultName, number>;
  counts: LeaseCounts;
  /** In words; empty when the leases kept their word. */
  breaches: string[];
}

export const LEASE_FAULTS = {
  killAgents: 'agents killed',
  freezeAgents: 'agents frozen for twice the life of their lease',
  killApi: 'an api killed',
  killWorkers: 'the workers killed',
  restartRedis: 'Redis killed and started again',
  restartPostgres: 'PostgreSQL shut down at once and recovered',
  cancelRun: 'a run cancelled',
} as const;
export type FaultName = keyof typeof LEASE_FAULTS;

const AGENT_PROCESSES = 10;
const TASKS_PER_RUN = 8;
/** One fault for so many tasks that end, so that there is always work between two of them. */
const TASKS_PER_FAULT = 50;
const FEWEST_FAULTS = 14;
/** Work that does not go on for so long is not waited for; the next fault may as well come. */
const LONGEST_PAUSE_MS = 25_000;
/** A fault of each kind, then by these weights. */
const WEIGHTED: readonly FaultName[] = [
  'killAgents',
  'killAgents',
  'killAgents',
  'freezeAgents',
  'freezeAgents',
  'killApi',
  'killWorkers',
  'restartRedis',
  'restartPostgres',
  'cancelRun',
  'cancelRun',
];
const RECOVERY_MS = 15_000;
const LONGEST_SETTLING_MS = 180_000;

/**
 * Real processes: two apis, workers, an object store, PostgreSQL, Redis, and agents of the agent's own code whose
 * rendering is made up. Faults go on until all tasks but the last tenth have ended; then everything may settle.
 */
export async function runLeaseChaos(options: LeaseChaosOptions): Promise<LeaseChaosReport> {
  const { stateDir, say, tasks, seed } = options;
  const random = randomChoices(seed);
  const context = createServiceContext({ stateDir, ports: 'ephemeral' });
  const engines = await Engines.start(context);
  const store = await startObjectStore(context);
  const env = { ...engines.environment(), LOG_LEVEL: 'error', ...storeEnvironment(store.access) };
  const world = await LeaseWorld.open(env, options.agents);
  const actors = new Actors(stateDir, env);
  const watch = new SlotWatch();
  const startedAt = performance.now();
  try {
    const journals = await startProcesses(actors, context, options);
    for (let sent = 0; sent < tasks; sent += TASKS_PER_RUN) {
      await world.dispatch(Math.min(TASKS_PER_RUN, tasks - sent));
    }
    say(`${tasks} tasks are queued`);
    await untilFirstLease(world);
    watch.start(world.owner);
    const scene: Scene = { actors, engines, world, watch, random, options, outages: [] };
    const faults = await makeTrouble(scene);
    say('faults are over; waiting until everything is settled');
    const unsettled = await untilOpen(world, 0, LONGEST_SETTLING_MS);
    await watch.stop();
    await actors.retire('agents');
    const counts = await auditLeases(world.owner, journals);
    const breaches = [...leaseBreaches(counts, tasks), ...watch.breaches, ...crashesOf(scene)];
    if (unsettled > 0)
      breaches.push(`${unsettled} tasks were open after ${LONGEST_SETTLING_MS / 1_000} s of peace`);
    if (watch.looks === 0) breaches.push('the slots were never looked at');
    return { seed, seconds: Math.round((performance.now() - startedAt) / 1_000), faults, counts, breaches };
  } finally {
    await watch.stop();
    await actors.stop();
    await world.close();
    await store.process.stop();
    await engines.stop();
  }
}

/** @returns the journals of the agents */
async function startProcesses(
  actors: Actors,
  context: ServiceContext,
  { seed, agents, stateDir }: LeaseChaosOptions,
): Promise<string[]> {
  const ports = [
    await choosePort('api-1', 'ephemeral', context),
    await choosePort('api-2', 'ephemeral', context),
  ];
  const host = '../../processes/host.ts';
  await Promise.all(
    ports.map((port, index) =>
      actors.start({
        name: `api-${index + 1}`,
        file: host,
        args: ['--only', 'execution'],
        env: { HOST_PORT: String(port) },
      }),
    ),
  );
  await actors.start({
    name: 'workers-1',
    file: '../../processes/workers.ts',
    args: ['--only', 'execution'],
    env: { WORKERS_PORT: '0' },
  });
  const folder = path.join(stateDir, 'agents');
  mkdirSync(folder);
  const each = Math.ceil(agents / AGENT_PROCESSES);
  const journals: string[] = [];
  for (let first = 0, n = 1; first < agents; first += each, n += 1) {
    const journal = path.join(folder, `journal-${n}`);
    writeFileSync(journal, '');
    journals.push(journal);
    const args = [seed, first, Math.min(each, agents - first), journal].map(String);
    const apis = ports.map((port) => `http://127.0.0.1:${port}`);
    await actors.start({
      name: `agents-${n}`,
      file: '../leases/agents-process.ts',
      args: [...args, ...apis],
    });
  }
  return journals;
}

interface Scene {
  actors: Actors;
  engines: Engines;
  world: LeaseWorld;
  watch: SlotWatch;
  random: Random;
  options: LeaseChaosOptions;
  /** When PostgreSQL was down, as `performance.now()`. */
  outages: { from: number; to: number }[];
}

/** Ends that nobody asked for. A server that finds PostgreSQL away while it starts ends, and is started again; agents go on. */
function crashesOf({ actors, outages }: Scene): string[] {
  return actors.crashes.filter((crash, index) => {
    const at = actors.crashedAt[index]!;
    const wasDown = outages.some(({ from, to }) => at >= from && at <= to + RECOVERY_MS);
    return crash.startsWith('agents-') || !wasDown;
  });
}

async function makeTrouble(scene: Scene): Promise<Record<FaultName, number>> {
  const { random, options, world } = scene;
  const names = Object.keys(LEASE_FAULTS) as FaultName[];
  const done = Object.fromEntries(names.map((name) => [name, 0])) as Record<FaultName, number>;
  const deeds: Promise<unknown>[] = [];
  await untilOpen(world, options.tasks - 1, RECOVERY_MS * 4);
  const count = Math.max(FEWEST_FAULTS, Math.round(options.tasks / TASKS_PER_FAULT));
  const kinds = [
    ...random.shuffled(names),
    ...Array.from({ length: count - names.length }, () => random.pick(WEIGHTED)),
  ];
  for (const [index, fault] of kinds.entries()) {
    const open = await untilOpen(
      world,
      Math.round(options.tasks * (1 - (index + 1) / (count + 1))),
      LONGEST_PAUSE_MS,
    );
    options.say(`${LEASE_FAULTS[fault]}${open > 0 ? `; ${open} tasks open` : ''}`);
    deeds.push(
      doFault(scene, fault).then(() => {
        done[fault] += 1;
      }),
    );
  }
  await Promise.all(deeds);
  return done;
}

async function doFault(
  { actors, engines, world, watch, random, outages }: Scene,
  fault: FaultName,
): Promise<void> {
  const someOf = (kind: string) => random.pick(actors.names(kind));
  switch (fault) {
    case 'killAgents':
      return actors.kill(someOf('agents'));
    case 'freezeAgents':
      return actors.freeze(someOf('agents'), 2 * CHAOS_TTL_MS);
    case 'killApi':
      return actors.kill(someOf('api'));
    case 'killWorkers':
      return actors.kill(someOf('workers'));
    case 'restartRedis':
      return engines.restartRedis('SIGKILL', random.between(100, 2_000));
    case 'restartPostgres': {
      const from = performance.now();
      await watch.duringOutage(() => engines.restartPostgresImmediately(random.between(100, 1_000)));
      outages.push({ from, to: performance.now() });
      return;
    }
    case 'cancelRun':
      return world.cancel(random.pick(world.runIds));
  }
}

/** Processes start at their own pace; from the first lease on somebody works. */
async function untilFirstLease({ owner }: LeaseWorld): Promise<void> {
  const endsAt = performance.now() + RECOVERY_MS * 8;
  while (performance.now() < endsAt) {
    const { rows } = await owner.query<{ n: number }>(
      `select (select count(*) from execution.attempt)::int
         + (select count(*) from execution.provider_slot where lease_id is not null)::int as n`,
    );
    if (rows[0]!.n > 0) return;
    await wait(250);
  }
}

/** Tasks that have not ended; all of them while PostgreSQL does not answer. */
async function openTasks({ owner }: LeaseWorld): Promise<number> {
  try {
    const { rows } = await owner.query<{ n: number }>(
      'select count(*)::int as n from execution.task where state = 0',
    );
    const { rows: leases } = await owner.query<{ n: number }>(
      'select count(*)::int as n from execution.provider_slot where lease_id is not null',
    );
    return Math.max(rows[0]!.n, leases[0]!.n);
  } catch {
    return Number.MAX_SAFE_INTEGER;
  }
}

/** Waits until at most so many tasks are open. @returns how many are, when the time is over */
async function untilOpen(world: LeaseWorld, most: number, withinMs: number): Promise<number> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const open = await openTasks(world);
    if (open <= most) return 0;
    if (performance.now() > endsAt) return open;
    await wait(250);
  }
}
