import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

const EVERY_MS = 250;
/** Longest time that work may lie while a slot and an agent are free. */
const IDLE_MS = 5_000;
/** Agents whose calls failed try again with a growing pause; so soon after PostgreSQL is back the first of them has asked. */
const BACK_WITHIN_MS = 5_000;

/**
 * One consistent look at the tables. A lease lies in its slot; what can go wrong is that a slot outlives what it is held for, and that
 * an open task is nowhere, or in two places.
 */
const LOOK = `select
  (select count(*)::int from execution.ready_task) as waiting,
  (select count(*)::int from execution.provider_slot where lease_id is null) as free,
  (select array_agg(lease_id order by lease_id) from execution.provider_slot where lease_id is not null) as held,
  (select count(*)::int from execution.attempt) as ended,
  (select count(*)::int from execution.provider_slot s join execution.task t on t.id = s.task_id
     where t.state not in (0, 4) or s.is_cancelled <> (t.state = 4)
       or exists (select 1 from execution.attempt a where a.lease_id = s.lease_id)) as outlived,
  (select count(*)::int from execution.task t
     left join execution.ready_task r on r.task_id = t.id
     left join execution.provider_slot s on s.task_id = t.id
     where t.state = 0 and (r.task_id is null) = (s.task_id is null)) as misplaced`;

interface Look {
  waiting: number;
  free: number;
  held: string[] | null;
  ended: number;
  outlived: number;
  misplaced: number;
}

/** Looks on all the time whether slots are held by live leases and nobody waits beside a free slot. */
export class SlotWatch {
  readonly breaches = new Set<string>();
  looks = 0;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();
  /** What was held and had ended at the last look: when neither changes, nothing was leased since. */
  #last = '';
  #idleSince = 0;
  #outages = 0;
  #excusedUntil = 0;

  start(owner: pg.Pool): void {
    this.#idleSince = performance.now();
    this.#running = this.#run(owner);
  }

  /**
   * Work may lie while `fault` lasts, and for a while after it: only what leasing needs excuses that. Of agents, apis, workers and
   * Redis some or none are enough.
   */
  async duringOutage(fault: () => Promise<void>): Promise<void> {
    this.#outages += 1;
    try {
      await fault();
    } finally {
      this.#outages -= 1;
      this.#excusedUntil = performance.now() + BACK_WITHIN_MS;
    }
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

  #judge({ waiting, free, held, ended, outlived, misplaced }: Look): void {
    this.looks += 1;
    if (outlived > 0) this.breaches.add(`${outlived} slots outlived the lease that they are held for`);
    if (misplaced > 0) this.breaches.add(`${misplaced} open tasks were nowhere, or in two places`);
    const now = performance.now();
    const seen = `${ended} ${JSON.stringify(held)}`;
    const isExcused = this.#outages > 0 || now < this.#excusedUntil;
    const isIdle = waiting > 0 && free > 0 && seen === this.#last && !isExcused;
    this.#last = seen;
    if (!isIdle) this.#idleSince = now;
    if (now - this.#idleSince > IDLE_MS) {
      this.breaches.add(`${waiting} tasks waited for ${IDLE_MS} ms beside ${free} free slots`);
    }
  }
}
