import { type CallContext, callContext, systemCaller } from '@effect-studio/kernel/context';
import type { Database } from '@effect-studio/kernel/database';
import { MinuteWindows } from '../domain/minute-windows.ts';
import { minutesOf } from '../domain/window.ts';
import { bucketsSince, changesSince } from '../persistence/book-changes.ts';
import type { BooksRevision } from '../persistence/read-buckets.ts';

/** A tenant's windows in this process, as of a version of the books. */
export interface FollowedBooks extends BooksRevision {
  windows: MinuteWindows;
  at: Date;
}

/**
 * Windows of one tenant, held in memory so that a HUD which is read four times a second by every open dashboard
 * costs one small read of what changed instead of sums over two weeks of minutes. PostgreSQL is the truth: whoever
 * changes the books leaves what it added under the new version, and every read here first catches up with that. So
 * any number of processes may write, and one that lost track (or just started) reads the buckets again.
 */
class BooksFollower {
  /** When somebody last looked. */
  askedAt = new Date(0);
  #held: FollowedBooks | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #waiting: Promise<FollowedBooks> | null = null;

  /** Everything that was committed before this call is in the answer; calls that wait together share one read. */
  read(ctx: CallContext): Promise<FollowedBooks> {
    this.#waiting ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#waiting = null;
        const catchingUp = this.#catchUp(ctx);
        this.#running = catchingUp;
        return catchingUp;
      });
    return this.#waiting;
  }

  async #catchUp(ctx: CallContext): Promise<FollowedBooks> {
    // As the platform: what is held is the tenant's, whoever happens to ask first.
    const system = callContext(ctx, {
      caller: systemCaller(ctx.caller.tenantId),
      correlationId: ctx.correlationId,
    });
    return ctx.db.transaction(system, async (tx) => {
      const held = this.#held;
      const changes = held ? await changesSince(tx, held.version) : 'READ_AGAIN';
      if (held && changes !== 'READ_AGAIN') {
        held.windows.advance(tx.now);
        for (const { key, sums } of changes.added) held.windows.add(key, sums);
        Object.assign(held, { version: changes.version, epoch: changes.epoch, at: tx.now });
        return held;
      }
      const { version, epoch, added } = await bucketsSince(tx, minutesOf('WEEK', tx.now, 1).first);
      const windows = new MinuteWindows(tx.now);
      for (const { key, sums } of added) windows.add(key, sums);
      this.#held = { windows, version, epoch, at: tx.now };
      return this.#held;
    });
  }
}

/** Windows that nobody looked at for so long are given up; the next look reads the buckets again. */
const GIVE_UP_MS = 30 * 60_000;

/** One follower per tenant and database of this process. Tenants that nobody looks at are not held. */
const followers = new WeakMap<Database, Map<string, BooksFollower>>();

/** The caller's tenant's windows, caught up with everything committed so far. Callers see to authorization. */
export function followBooks(ctx: CallContext): Promise<FollowedBooks> {
  const ofDatabase = followers.get(ctx.db) ?? new Map<string, BooksFollower>();
  followers.set(ctx.db, ofDatabase);
  const follower = ofDatabase.get(ctx.caller.tenantId) ?? new BooksFollower();
  ofDatabase.set(ctx.caller.tenantId, follower);
  const now = ctx.clock.now();
  follower.askedAt = now;
  for (const [tenantId, { askedAt }] of ofDatabase) {
    if (now.getTime() - askedAt.getTime() > GIVE_UP_MS) ofDatabase.delete(tenantId);
  }
  return follower.read(ctx);
}

/** Tenants whose windows this process holds. */
export const heldTenants = (ctx: CallContext): string[] => [...(followers.get(ctx.db)?.keys() ?? [])];
