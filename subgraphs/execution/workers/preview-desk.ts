import type { CallContext, ContextServices } from '@effect-studio/kernel/context';
import type { Database } from '@effect-studio/kernel/database';
import { tickTopic, WATCHED_FOR_MS, WATCHED_RUNS } from '@effect-studio/schema/live/run-topics';
import {
  isShown,
  PREVIEW_EVERY_MS,
  PREVIEW_KEPT_SECONDS,
  PREVIEW_PUT_SECONDS,
  previewUploadKey,
} from '../domain/preview.ts';
import type { Renewed } from '../use-cases/leases/renew-leases.ts';
import { type PreviewClaim, takePreview } from '../use-cases/leases/take-preview.ts';

/** Pictures that a process takes over at once; while it has so many, it asks for no more. */
const MOST_AT_ONCE = 4;
/** Leases whose last picture is remembered. */
const MOST_REMEMBERED = 10_000;

/** A lease that goes on. */
export type WorkInProgress = Pick<Renewed, 'taskId' | 'runId' | 'role' | 'progress'> & { leaseId: string };

/**
 * Where agents hand in pictures of works in progress. None is asked for unless somebody follows the run, and they are
 * the first that is dropped under load: the next picture replaces a lost one.
 */
export class PreviewDesk {
  /** By run, in milliseconds of the monotonic clock. */
  readonly #watchedUntil = new Map<string, number>();
  /** By lease. */
  readonly #nextAt = new Map<string, number>();
  readonly #now: () => number;
  readonly #stopListening: () => void;
  #taking = 0;

  /** @param now milliseconds that only grow */
  constructor({ ticks }: Pick<ContextServices, 'ticks'>, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#stopListening = ticks.on(WATCHED_RUNS, ({ data }) => {
      if (typeof data.runId === 'string') this.#noteWatched(data.runId);
    });
  }

  /** Where the next picture may be put; null: none is wanted now. */
  async urlFor(ctx: CallContext, work: WorkInProgress): Promise<string | null> {
    const now = this.#now();
    const isDue = (this.#nextAt.get(work.leaseId) ?? 0) <= now;
    if (!isDue || !this.#isWanted(work)) return null;
    if (this.#nextAt.size >= MOST_REMEMBERED) this.#nextAt.clear();
    this.#nextAt.set(work.leaseId, now + PREVIEW_EVERY_MS);
    return ctx.storage.signedPut(previewUploadKey(work.leaseId), { ttlSeconds: PREVIEW_PUT_SECONDS });
  }

  /** Takes a picture over and shows it to who follows the run. Never rejects. */
  async take(ctx: CallContext, work: WorkInProgress, claim: PreviewClaim): Promise<void> {
    if (!this.#isWanted(work)) return;
    this.#taking += 1;
    try {
      const key = await takePreview(ctx, work, claim);
      if (!key) return;
      const previewUrl = await ctx.storage.signedGet(key, { ttlSeconds: PREVIEW_KEPT_SECONDS });
      const { taskId, progress } = work;
      ctx.ticks.publish(tickTopic(work.runId), { taskId, progress, previewUrl });
    } catch (error) {
      ctx.log.debug({ err: error, taskId: work.taskId }, 'a picture of a work in progress was lost');
    } finally {
      this.#taking -= 1;
    }
  }

  close(): void {
    this.#stopListening();
  }

  #isWanted({ runId, role }: WorkInProgress): boolean {
    return this.#taking < MOST_AT_ONCE && isShown(role) && (this.#watchedUntil.get(runId) ?? 0) > this.#now();
  }

  #noteWatched(runId: string): void {
    const now = this.#now();
    this.#watchedUntil.delete(runId);
    this.#watchedUntil.set(runId, now + WATCHED_FOR_MS);
    // Set anew with every word, so that those that nobody follows any more come first.
    for (const [known, until] of this.#watchedUntil) {
      if (until > now) break;
      this.#watchedUntil.delete(known);
    }
  }
}

const desks = new WeakMap<Database, PreviewDesk>();

/** The desk of this process, opened on first use. */
export function previewDesk(ctx: CallContext): PreviewDesk {
  const existing = desks.get(ctx.db);
  if (existing) return existing;
  const desk = new PreviewDesk(ctx);
  desks.set(ctx.db, desk);
  return desk;
}

/** Ends the listening of this process. */
export function closePreviewDesk(db: Database): void {
  desks.get(db)?.close();
  desks.delete(db);
}
