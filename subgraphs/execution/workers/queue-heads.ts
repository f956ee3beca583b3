import type { GivenLease, Place } from '../use-cases/leases/take-turn.ts';

/** A task that came to lie before the head without a bell (a lost one, a turn that was undone elsewhere) is found after this long. */
const LOOK_FROM_THE_START_AFTER_MS = 250;

interface Head extends Place {
  /** When the queue was last looked at from its start, as `performance.now()`. */
  startedMs: number;
}

/**
 * Up to where this process has emptied each revision's queue. What was taken from a queue lies about as dead entries until PostgreSQL
 * tidies up; to pass over them with every look would cost more than the look. Forgotten whenever something may have come to lie
 * before: at every bell, when a turn fails, and every quarter of a second.
 */
export class QueueHeads {
  readonly #heads = new Map<number, Head>();
  #generation = 0;

  /** For {@link advance}: what is forgotten meanwhile must not come back. */
  get generation(): number {
    return this.#generation;
  }

  /** Where to look on; null: from the start. */
  of(revisionId: number): Place | null {
    const head = this.#heads.get(revisionId);
    return head && performance.now() - head.startedMs < LOOK_FROM_THE_START_AFTER_MS ? head : null;
  }

  /** Notes what a look took. @param generation as it was before the look */
  advance(leases: readonly Pick<GivenLease, 'brief'>[], generation: number): void {
    if (generation !== this.#generation) return;
    for (const { brief } of leases) {
      const { revisionId, priority, fairTag, id: taskId } = brief;
      const place = { priority, fairTag, taskId };
      const head = this.of(revisionId) as Head | null;
      if (!head) this.#heads.set(revisionId, { ...place, startedMs: performance.now() });
      else if (isBefore(head, place)) Object.assign(head, place);
    }
  }

  forget(): void {
    this.#generation += 1;
    this.#heads.clear();
  }
}

/** As PostgreSQL orders them. */
function isBefore(one: Place, other: Place): boolean {
  if (one.priority !== other.priority) return one.priority < other.priority;
  if (one.fairTag !== other.fairTag) return BigInt(one.fairTag) < BigInt(other.fairTag);
  return one.taskId < other.taskId;
}
