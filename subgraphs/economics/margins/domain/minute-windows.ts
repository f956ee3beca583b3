import type { BudgetContext } from '@effect-studio/schema/events/shapes';
import { type BucketKey, MINUTE_MS } from './bucket.ts';
import { type BucketSums, SUM_FIELDS } from './bucket-sums.ts';
import { type MarginWindow, WINDOW_MINUTES } from './window.ts';

/** One provider's work for one effect type on one fleet, for one budget. */
export type SliceKey = Omit<BucketKey, 'minute'>;

/** A slice's sums over one window. */
export interface SliceSums {
  key: SliceKey;
  sums: BucketSums;
}

const WINDOWS: readonly MarginWindow[] = ['HOUR', 'DAY', 'WEEK'];
const WIDTH = SUM_FIELDS.length;
const FIRST_ROWS = 1_024;
/** Minutes out of reach are harmless; looking for them is not free. */
const FORGET_EVERY_MINUTES = 60;

/** Each window and the one before it, as distances in minutes from the running minute: `nearest` to `farthest`. */
const SPANS = WINDOWS.flatMap((window) => {
  const length = WINDOW_MINUTES[window];
  return [0, 1].map((back) => ({ nearest: back * length, farthest: (back + 1) * length - 1 }));
});
/** Minutes that any window can still reach: two weeks. */
const REACH = Math.max(...SPANS.map(({ farthest }) => farthest)) + 1;

interface Slice {
  key: SliceKey;
  /** Where the sums of each minute with work lie among the rows. */
  rows: Map<number, number>;
  /** Running totals, one row of sums per span. */
  totals: BigInt64Array;
}

/**
 * Minute buckets of the last two weeks in memory, with running totals of the three windows and of those right
 * before them. A change costs a handful of integer additions whatever its age; reading a window costs nothing
 * per minute. Sums are 64-bit: a slice may turn over some nine billion dollars in a week.
 */
export class MinuteWindows {
  readonly #slices = new Map<string, Slice>();
  /** Sums of all minutes of all slices, one row each, so that sparse slices cost little. */
  #rows = new BigInt64Array(FIRST_ROWS * WIDTH);
  #usedRows = 0;
  readonly #freeRows: number[] = [];
  /** Spans that the minute being added lies in. */
  readonly #hit = new Int32Array(SPANS.length);
  #now: number;
  #forgottenAt: number;

  /** @param now the running minute is the last of every window */
  constructor(now: Date) {
    this.#now = minuteNumber(now);
    this.#forgottenAt = this.#now;
  }

  /** Adds to a minute, past or to come. What is older than two weeks is out of every window's reach and ignored. */
  add(key: BucketKey, sums: BucketSums): void {
    const minute = minuteNumber(key.minute);
    const age = this.#now - minute;
    if (age >= REACH) return;
    const slice = this.#sliceOf(key);
    const place = this.#rowOf(slice, minute) * WIDTH;
    let hits = 0;
    for (let span = 0; span < SPANS.length; span += 1) {
      if (age >= SPANS[span]!.nearest && age <= SPANS[span]!.farthest) this.#hit[hits++] = span * WIDTH;
    }
    const { totals } = slice;
    for (let field = 0; field < WIDTH; field += 1) {
      const amount = sums[SUM_FIELDS[field]!];
      if (amount === 0n) continue;
      this.#rows[place + field]! += amount;
      for (let index = 0; index < hits; index += 1) totals[this.#hit[index]! + field]! += amount;
    }
  }

  /** Moves every window on to the minute of `now`. Time that goes back changes nothing. */
  advance(now: Date): void {
    const target = minuteNumber(now);
    if (target <= this.#now) return;
    // Far jumps: summing again is cheaper than passing through every minute.
    if (target - this.#now > WINDOW_MINUTES.DAY) {
      this.#now = target;
      for (const slice of this.#slices.values()) this.#sumAgain(slice);
    } else {
      while (this.#now < target) this.#step();
    }
    if (target - this.#forgottenAt >= FORGET_EVERY_MINUTES) this.#forget();
  }

  /** Sums of every slice that was ever active in reach, over a window. @param windowsBack 1 for the window before */
  read(window: MarginWindow, budget: BudgetContext, windowsBack: 0 | 1 = 0): SliceSums[] {
    const span = WINDOWS.indexOf(window) * 2 + windowsBack;
    return [...this.#slices.values()]
      .filter(({ key }) => key.budgetContext === budget)
      .map(({ key, totals }) => ({ key, sums: sumsAt(totals, span * WIDTH) }));
  }

  #step(): void {
    this.#now += 1;
    for (const slice of this.#slices.values()) {
      for (let span = 0; span < SPANS.length; span += 1) {
        const { nearest, farthest } = SPANS[span]!;
        this.#move(slice, this.#now - nearest, span, 1n);
        this.#move(slice, this.#now - farthest - 1, span, -1n);
      }
    }
  }

  #move({ rows, totals }: Slice, minute: number, span: number, sign: 1n | -1n): void {
    const row = rows.get(minute);
    if (row === undefined) return;
    for (let field = 0; field < WIDTH; field += 1) {
      totals[span * WIDTH + field]! += sign * this.#rows[row * WIDTH + field]!;
    }
  }

  #sumAgain(slice: Slice): void {
    slice.totals.fill(0n);
    for (const minute of slice.rows.keys()) {
      const age = this.#now - minute;
      for (let span = 0; span < SPANS.length; span += 1) {
        if (age >= SPANS[span]!.nearest && age <= SPANS[span]!.farthest) this.#move(slice, minute, span, 1n);
      }
    }
  }

  #forget(): void {
    this.#forgottenAt = this.#now;
    for (const [name, { rows }] of this.#slices) {
      for (const [minute, row] of rows) {
        if (this.#now - minute < REACH) continue;
        this.#rows.fill(0n, row * WIDTH, (row + 1) * WIDTH);
        this.#freeRows.push(row);
        rows.delete(minute);
      }
      if (rows.size === 0) this.#slices.delete(name);
    }
  }

  #rowOf({ rows }: Slice, minute: number): number {
    const known = rows.get(minute);
    if (known !== undefined) return known;
    const row = this.#freeRows.pop() ?? this.#usedRows++;
    rows.set(minute, row);
    if ((row + 1) * WIDTH > this.#rows.length) {
      const larger = new BigInt64Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    return row;
  }

  #sliceOf({ providerId, effectTypeId, fleet, budgetContext }: BucketKey): Slice {
    const name = `${providerId}\n${effectTypeId}\n${fleet}\n${budgetContext}`;
    const known = this.#slices.get(name);
    if (known) return known;
    const slice: Slice = {
      key: { providerId, effectTypeId, fleet, budgetContext },
      rows: new Map(),
      totals: new BigInt64Array(SPANS.length * WIDTH),
    };
    this.#slices.set(name, slice);
    return slice;
  }
}

const minuteNumber = (moment: Date): number => Math.floor(moment.getTime() / MINUTE_MS);

function sumsAt(totals: BigInt64Array, place: number): BucketSums {
  return Object.fromEntries(SUM_FIELDS.map((field, index) => [field, totals[place + index]!])) as Record<
    keyof BucketSums,
    bigint
  >;
}
