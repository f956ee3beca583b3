interface Machine {
  /** When it is free again. */
  freeAt: number;
  /** When its present session began; null while it is off. */
  since: number | null;
}

/** Where a job is done. */
export interface Place {
  machine: number;
  startsAt: number;
  /** Whether the machine had to be switched on for it. */
  isNew: boolean;
  /** Share of the machines that were busy when the job came. */
  busyShare: number;
}

/** Machines of one fleet, given to jobs in the order in which they come. Times are epoch milliseconds. */
export class MachinePool {
  readonly #machines: Machine[];
  readonly #ended: { startedAt: number; endedAt: number }[] = [];
  readonly #size: number;
  #allowed: number;
  #idleLimitMs: number | null = null;

  constructor(size: number, from: number) {
    this.#size = size;
    this.#allowed = size;
    this.#machines = Array.from({ length: size }, () => ({ freeAt: from, since: from }));
  }

  /** Lets machines leave when their work is done, or come back. @param count null: all are there */
  setMachines(count: number | null, at: number): void {
    const allowed = Math.min(this.#size, count ?? this.#size);
    if (allowed === this.#allowed) return;
    for (const [index, machine] of this.#machines.entries()) {
      if (index >= allowed && index < this.#allowed) this.#switchOff(machine, Math.max(at, machine.freeAt));
      if (index < allowed && index >= this.#allowed) {
        machine.since = at;
        machine.freeAt = Math.max(machine.freeAt, at);
      }
    }
    this.#allowed = allowed;
  }

  /** Machines that are idle for longer are switched off. @param ms null: never */
  setIdleLimit(ms: number | null): void {
    this.#idleLimitMs = ms;
  }

  /** The machine that is free first; its next job is `release`d by the caller. */
  take(at: number): Place {
    let machine = 0;
    let busy = 0;
    for (let index = 0; index < this.#allowed; index += 1) {
      const freeAt = this.#machines[index]!.freeAt;
      if (freeAt > at) busy += 1;
      // Of several that are free, the one that was used last: the others may go to sleep.
      const best = this.#machines[machine]!.freeAt;
      if (best > at ? freeAt < best : freeAt <= at && freeAt > best) machine = index;
    }
    const chosen = this.#machines[machine]!;
    if (this.#idleLimitMs !== null) this.#sleep(at, this.#idleLimitMs);
    const startsAt = Math.max(at, chosen.freeAt);
    const isNew = chosen.since === null;
    if (isNew) chosen.since = startsAt;
    return { machine, startsAt, isNew, busyShare: busy / this.#allowed };
  }

  release(machine: number, at: number): void {
    this.#machines[machine]!.freeAt = at;
  }

  /** The time that machines were there for. */
  sessions(until: number): { startedAt: number; endedAt: number }[] {
    const open = this.#machines.flatMap(({ since }) =>
      since === null ? [] : [{ startedAt: since, endedAt: until }],
    );
    return [...this.#ended, ...open];
  }

  #sleep(at: number, idleLimitMs: number): void {
    for (const machine of this.#machines.slice(0, this.#allowed)) {
      const offAt = machine.freeAt + idleLimitMs;
      if (machine.since !== null && offAt < at) this.#switchOff(machine, offAt);
    }
  }

  #switchOff(machine: Machine, at: number): void {
    if (machine.since === null) return;
    this.#ended.push({ startedAt: machine.since, endedAt: Math.max(machine.since, at) });
    machine.since = null;
  }
}
