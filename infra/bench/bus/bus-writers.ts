import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type CallContext,
  type ContextServices,
  callContext,
  systemCaller,
} from '@effect-studio/kernel/context';
import type pg from 'pg';
import { z } from 'zod';
import type { Measurement, Subject } from '../bench.ts';
import { quantile } from '../statistics.ts';
import { advance } from './counted-context.ts';

const WRITERS = 8;
const WRITING_MS = 2_000;
const SINGLE_EVENTS = 100;
const GAP_MS = { least: 8, spread: 20 };

const arrival = z.object({ id: z.string(), number: z.int(), atNs: z.string().transform(BigInt) });

/** The process with relay and reader that the writers of this bench write for. */
export class BenchWorkers {
  readonly #child: ChildProcess;
  readonly #arrivals = new Map<string, bigint>();

  constructor(environment: Record<string, string>) {
    this.#child = fork(path.join(import.meta.dirname, 'workers-process.ts'), { env: environment });
    this.#child.on('message', (message) => {
      const { id, number, atNs } = arrival.parse(message);
      this.#arrivals.set(`${id}#${number}`, atNs);
    });
  }

  /** When the reader's handler was called with an event; waits for it. */
  async arrivalOf(id: string, number: number): Promise<bigint> {
    for (;;) {
      const atNs = this.#arrivals.get(`${id}#${number}`);
      if (atNs !== undefined) return atNs;
      if (this.#child.exitCode !== null) throw new Error('the workers of the bench have ended');
      await wait(5);
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}

/**
 * Writers with and without the doorbell: how many transactions eight of them make, and how long after its commit an
 * event of a single writer is with the consumer's handler.
 */
export function writers(
  name: string,
  services: ContextServices,
  owner: pg.Pool,
  workers: () => Promise<BenchWorkers>,
): Subject {
  const ctx = callContext(services, { caller: systemCaller() });
  return {
    name,
    measure: async () => {
      const running = await workers();
      try {
        return await measureWriters(name, ctx, owner, running);
      } finally {
        await running.stop();
      }
    },
  };
}

async function measureWriters(
  name: string,
  ctx: CallContext,
  owner: pg.Pool,
  running: BenchWorkers,
): Promise<Measurement> {
  const ids = Array.from({ length: WRITERS }, (_, n) => `${name}-${process.hrtime.bigint()}-${n}`);
  await owner.query('insert into orchestrator.counter (id) select unnest($1::text[])', [ids]);
  const write = (id: string) => ctx.db.transaction(ctx, (tx) => advance(tx, id));
  await running.arrivalOf(ids[0]!, await write(ids[0]!));
  const latenciesMs: number[] = [];
  for (let n = 0; n < SINGLE_EVENTS; n += 1) {
    const number = await write(ids[0]!);
    const committedNs = process.hrtime.bigint();
    const arrivedNs = await running.arrivalOf(ids[0]!, number);
    latenciesMs.push(Number(arrivedNs - committedNs) / 1e6);
    await wait(GAP_MS.least + ((n * 7) % GAP_MS.spread));
  }
  const endMs = performance.now() + WRITING_MS;
  let transactions = 0;
  await Promise.all(
    ids.map(async (id) => {
      for (; performance.now() < endMs; transactions += 1) await write(id);
    }),
  );
  return {
    'commit to consumer, p50': quantile(latenciesMs, 0.5),
    'commit to consumer, p99': quantile(latenciesMs, 0.99),
    'transactions of 8 writers': transactions / (WRITING_MS / 1_000),
  };
}
