import { setTimeout as wait } from 'node:timers/promises';
import type { Bench, Measurement, Subject } from './bench.ts';
import { openBenchEngines } from './bench-engines.ts';
import { type BenchProcess, startBenchProcess } from './gateway/bench-process.ts';
import { FOLLOW } from './gateway/subscriptions/changes-graph.ts';
import { FollowerClient } from './gateway/subscriptions/follower.ts';
import { quantile } from './statistics.ts';

const CLIENTS = 1_000;
const EVENTS = 50;
const FEW_CLIENTS = 60;
const STALLED = 10;
/** 32 MB for each client: several times what the system buffers for one that does not read. */
const STALLED_EVENTS = 2_000;
const LONG_NOTE = 'x'.repeat(16_384);
/** Memory is looked at so often while some do not read, and the most counts. */
const LOOK_EVERY = 200;
const BARE = 'bare graphql-ws';

/** Events through the gateway to many clients. */
const subscriptions: Bench = {
  name: 'subscriptions',
  what: `${CLIENTS} clients × ${EVENTS} events, and ${STALLED} of ${FEW_CLIENTS} clients that stop reading`,
  metrics: {
    'identical, processor time': 'µs/event',
    'distinct, processor time': 'µs/event',
    'distinct with joins, processor time': 'µs/event',
    'all read, p50': 'ms',
    'some stalled, p50 of the others': 'ms',
    'some stalled, memory': 'MB more',
  },
  rounds: 3,
  warmUpRounds: 1,
  open: async () => {
    const { environment, close: closeEngines } = await openBenchEngines([]);
    const processes: BenchProcess[] = [];
    const close = async () => {
      for (const one of processes) one.close();
      await closeEngines();
    };
    try {
      const bare = await startBenchProcess('subscriptions/bare-process.ts', []);
      processes.push(bare);
      const ours = await startBenchProcess('subscriptions/ours-process.ts', [], environment);
      processes.push(ours);
      return { subjects: [subject('ours', ours), subject(BARE, bare)], versus: BARE, close };
    } catch (error) {
      await close();
      throw error;
    }
  },
};
export default subscriptions;

function subject(name: string, process: BenchProcess): Subject {
  const cost = (query: string, idOf: (index: number) => string) => costPerEvent(process, query, idOf);
  return {
    name,
    measure: async (): Promise<Measurement> => ({
      'identical, processor time': await cost(FOLLOW['one subgraph'], () => '1'),
      'distinct, processor time': await cost(FOLLOW['one subgraph'], String),
      'distinct with joins, processor time': await cost(FOLLOW.join, String),
      ...(await withStalledClients(process)),
    }),
  };
}

async function costPerEvent(
  process: BenchProcess,
  query: string,
  idOf: (index: number) => string,
): Promise<number> {
  const clients = await openClients(process, query, CLIENTS, idOf);
  try {
    const before = await process.cpuMicroseconds();
    for (let event = 1; event <= EVENTS; event += 1) {
      process.send({ note: 'changed' });
      await everyoneHas(clients, event);
    }
    return ((await process.cpuMicroseconds()) - before) / (CLIENTS * EVENTS);
  } finally {
    await closeClients(clients);
  }
}

/** The same events twice: first everybody reads, then some do not. */
async function withStalledClients(process: BenchProcess): Promise<Measurement> {
  const all = await p50With(process, 0);
  const others = await p50With(process, STALLED);
  return {
    'all read, p50': all.p50Ms,
    'some stalled, p50 of the others': others.p50Ms,
    'some stalled, memory': others.moreBytes / 1_000_000,
  };
}

async function p50With(
  process: BenchProcess,
  stalled: number,
): Promise<{ p50Ms: number; moreBytes: number }> {
  const clients = await openClients(process, FOLLOW['one subgraph'], FEW_CLIENTS, () => '1');
  try {
    const before = await process.usedBytes();
    for (const client of clients.slice(0, stalled)) client.stall();
    const reading = clients.slice(stalled);
    let most = before;
    for (let event = 1; event <= STALLED_EVENTS; event += 1) {
      process.send({ note: LONG_NOTE });
      await everyoneHas(reading, event);
      if (event % LOOK_EVERY === 0) most = Math.max(most, await process.usedBytes());
    }
    return {
      p50Ms: quantile(
        reading.flatMap(({ tookMs }) => tookMs),
        0.5,
      ),
      moreBytes: most - before,
    };
  } finally {
    await closeClients(clients);
  }
}

async function openClients(
  process: BenchProcess,
  query: string,
  count: number,
  idOf: (index: number) => string,
): Promise<FollowerClient[]> {
  const clients: FollowerClient[] = [];
  for (let index = 0; index < count; index += 50) {
    const some = Array.from({ length: Math.min(50, count - index) }, (_, at) =>
      FollowerClient.open(process.ready, query, idOf(index + at)),
    );
    clients.push(...(await Promise.all(some)));
  }
  // A subscription is not acknowledged. Once the server has read them all, this is long enough for the last to begin.
  await Promise.all(clients.map((client) => client.caughtUp()));
  await wait(500);
  return clients;
}

async function closeClients(clients: readonly FollowerClient[]): Promise<void> {
  for (const client of clients) client.close();
  await wait(300);
}

/** @throws Error when somebody still waits after a minute */
async function everyoneHas(clients: readonly FollowerClient[], events: number): Promise<void> {
  const endMs = performance.now() + 60_000;
  let at = 0;
  for (;;) {
    // Whoever has it, has it: each is looked at until then, and no longer.
    while (at < clients.length && clients[at]!.received >= events) at += 1;
    if (at === clients.length) return;
    if (performance.now() > endMs) {
      const waiting = clients.filter(({ received }) => received < events).length;
      throw new Error(`${waiting} of ${clients.length} clients did not get event ${events}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
