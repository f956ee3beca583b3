import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

const EVERY_MS = 250;
/** Longest time that work may lie while a slot and an agent are free and nothing is broken; frozen agents are found lost later. */
const IDLE_MS = 5_000;

/** One consistent look at the tables. */
const LOOK = `select
  (select count(*)::int from execution.task where state = 0) as waiting,
  (select count(*)::int from execution.provider_slot where lease_id is null) as free,
  (select array_agg(lease_id order by lease_id) from execution.provider_slot where lease_id is not null) as held,
  (select array_agg(lease_id order by lease_id) from execution.attempt where ended_at is null) as live,
  (select count(*)::int from execution.attempt) as attempts`;

interface Look {
  waiting: number;
  free: number;
  held: string[] | null;
  live: string[] | null;
  attempts: number;
}

/** Looks on all the time whether slots are held by live leases and nobody waits beside a free slot. */
export class SlotWatch {
  readonly breaches = new Set<string>();
  looks = 0;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();
  #lastAttempts = -1;
  #idleSince = 0;
  #troubledUntil = 0;

  start(owner: pg.Pool): void {
    this.#running = this.#run(owner);
  }

  /** Something is broken on purpose until then; waiting is nobody's fault. */
  excuse(forMs: number): void {
    this.#troubledUntil = Math.max(this.#troubledUntil, performance.now() + forMs);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #run(owner: pg.Pool): Promise<void> {
    while (!this.#isOver) {
      const look = await owner.query<Look>(LOOK).catch(() => null);
      if (look) this.#judge(look.rows[0]!);
      await wait(EVERY_MS);
    }
  }

  #judge({ waiting, free, held, live, attempts }: Look): void {
    this.looks += 1;
    if (JSON.stringify(held) !== JSON.stringify(live)) {
      this.breaches.add(`slots held ${held?.length ?? 0}, live leases ${live?.length ?? 0}: not the same`);
    }
    const now = performance.now();
    const isIdle = waiting > 0 && free > 0 && attempts === this.#lastAttempts && now > this.#troubledUntil;
    this.#lastAttempts = attempts;
    if (!isIdle) this.#idleSince = now;
    if (now - this.#idleSince > IDLE_MS) {
      this.breaches.add(`${waiting} tasks waited for ${IDLE_MS} ms beside ${free} free slots`);
    }
  }
}
