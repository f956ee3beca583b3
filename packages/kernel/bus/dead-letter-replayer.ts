import { type CallContext, type ContextServices, callContext, systemCaller } from '../context.ts';
import type { Transaction } from '../database.ts';
import { StudioError } from '../errors.ts';
import { isUnavailable } from '../process/unavailable.ts';
import type { Consumer } from './consumer.ts';
import { SCHEMA_REASON } from './dead-letter.ts';
import {
  LOCK_LETTER,
  MARK_DEAD_AGAIN,
  MARK_REPLAYED,
  NEXT_LETTER,
  type OpenLetter,
  PROMOTE_DUE,
  TAKE_SLOT,
} from './replay-statements.ts';
import { nextReplayAt, triageOf, triageWords } from './triage.ts';

/** Topic of the tick that wakes the replayer of `data.owner`. */
export const DEAD_LETTER_TICK = 'dead-letters';
const POLL_MS = 5_000;

export interface DeadLetterReplayerOptions {
  services: ContextServices;
  consumers: readonly Consumer[];
}

type Outcome = 'settled' | 'taken' | 'limited';

/**
 * Replays a context's own dead letters: those in state `replaying`, and parked ones whose turn has come,
 * in order per aggregate. The effects and the state `replayed` commit together under a lock of the letter,
 * so they happen once however many workers look. The inbox is not asked: it holds the event since it died.
 * At most 50 replays in any minute over all contexts, by the studio's clock.
 */
export class DeadLetterReplayer {
  readonly #services: ContextServices;
  readonly #consumers: ReadonlyMap<string, Consumer>;
  #timer: NodeJS.Timeout | null = null;
  #stopListening: (() => void) | null = null;
  #draining: Promise<void> | null = null;
  #isWokenAgain = false;
  #isStopping = false;

  constructor(options: DeadLetterReplayerOptions) {
    this.#services = options.services;
    this.#consumers = new Map(options.consumers.map((consumer) => [consumer.type, consumer]));
  }

  start(): void {
    this.#stopListening = this.#services.ticks.on(DEAD_LETTER_TICK, ({ data }) => {
      if (data.owner === this.#services.context) this.wake();
    });
    this.#timer = setInterval(() => this.wake(), POLL_MS);
    this.wake();
  }

  /** Looks for letters now; also called when the test clock jumps. */
  wake(): void {
    if (this.#isStopping) return;
    if (this.#draining) {
      this.#isWokenAgain = true;
      return;
    }
    this.#draining = this.drain()
      .then(() => undefined)
      .catch((error: unknown) =>
        this.#services.log.warn({ err: error }, 'dead letters could not be replayed'),
      )
      .finally(() => {
        this.#draining = null;
        if (!this.#isWokenAgain) return;
        this.#isWokenAgain = false;
        this.wake();
      });
  }

  /** Lets the replay that is under way end. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#stopListening?.();
    if (this.#timer) clearInterval(this.#timer);
    await this.#draining;
  }

  /**
   * Replays what is due until nothing is left or the minute is used up.
   * @returns how many letters were tried
   * @throws when PostgreSQL cannot be reached; the letters stay as they are
   */
  async drain(): Promise<number> {
    const taken: string[] = [];
    await this.#promoteDue();
    for (let tried = 0; ; ) {
      const letter = this.#isStopping ? null : await this.#next(taken);
      if (!letter) return tried;
      const outcome = await this.#replay(letter);
      if (outcome === 'limited') return tried;
      if (outcome === 'taken') taken.push(letter.id);
      else tried += 1;
    }
  }

  /** Triage has said when what may pass by itself is tried again. */
  async #promoteDue(): Promise<void> {
    const ctx = callContext(this.#services, { caller: systemCaller() });
    await ctx.db.read(ctx, PROMOTE_DUE, [ctx.context, ctx.clock.now()]);
  }

  async #next(leaveOut: readonly string[]): Promise<OpenLetter | null> {
    const ctx = callContext(this.#services, { caller: systemCaller() });
    const [letter] = await ctx.db.read<OpenLetter>(ctx, NEXT_LETTER, [ctx.context, leaveOut]);
    return letter ?? null;
  }

  async #replay(letter: OpenLetter): Promise<Outcome> {
    const ctx = this.#callOf(letter);
    const leave = await ctx.db.transaction(ctx, (tx) => this.#takeSlot(tx, letter));
    if (leave) return leave;
    try {
      return await ctx.db.transaction(ctx, async (tx) => {
        if (!(await tx.maybeOne(LOCK_LETTER, [ctx.context, letter.id]))) return 'taken';
        await this.#do(letter, tx, ctx);
        await tx.rows(MARK_REPLAYED, [letter.id, tx.now]);
        return 'settled';
      });
    } catch (error) {
      // The letter stays as it is, and is tried again when PostgreSQL is back.
      if (isUnavailable(error)) throw error;
      return this.#diedAgain(letter, error);
    }
  }

  /**
   * Counts the attempt before it is made, whatever comes of it: a slot that goes back with the effects of a failed
   * attempt would be taken by another meanwhile. @returns why it may not be made, or null
   */
  async #takeSlot(tx: Transaction, letter: OpenLetter): Promise<Outcome | null> {
    if (!(await tx.maybeOne(LOCK_LETTER, [tx.call.context, letter.id]))) return 'taken';
    return (await tx.maybeOne(TAKE_SLOT, [tx.now])) ? null : 'limited';
  }

  #callOf(letter: OpenLetter): CallContext {
    const event = letter.source === 'consumer' ? letter.payload : null;
    return callContext(this.#services, {
      caller: systemCaller(event?.tenantId ?? letter.tenant_id),
      ...(letter.correlation_id ? { correlationId: letter.correlation_id } : {}),
      causationId: event?.id ?? null,
    });
  }

  async #do(letter: OpenLetter, tx: Transaction, ctx: CallContext): Promise<void> {
    if (letter.source === 'job') {
      // A job with this key that is alive already does the same work.
      return tx.schedule({
        kind: letter.subject,
        dedupeKey: letter.idempotency_key,
        payload: letter.payload,
        ...(letter.max_attempts ? { maxAttempts: letter.max_attempts } : {}),
      });
    }
    const consumer = this.#consumers.get(letter.subject);
    if (!consumer) {
      throw new StudioError('CONSUMER_UNKNOWN', `${ctx.context} does not consume ${letter.subject} any more`);
    }
    await consumer.handle(tx, letter.payload, ctx);
  }

  async #diedAgain(letter: OpenLetter, error: unknown): Promise<Outcome> {
    const ctx = this.#callOf(letter);
    const message = error instanceof Error ? error.message : String(error);
    const causeClass = error instanceof StudioError ? error.code : 'HANDLER_FAILED';
    const triage = triageOf(error);
    const isMisfit = triage === 'schema';
    const replayAt = nextReplayAt(triage, letter.automatic_replays, ctx.clock.now());
    const isMarked = await ctx.db.transaction(ctx, async (tx) => {
      if (!(await tx.maybeOne(LOCK_LETTER, [ctx.context, letter.id]))) return false;
      const words = [causeClass, message.slice(0, 4_000)];
      const sorted = [isMisfit ? 'quarantined' : 'dead', triage, replayAt, isMisfit ? SCHEMA_REASON : null];
      await tx.rows(MARK_DEAD_AGAIN, [letter.id, tx.now, ...words, ...sorted]);
      return true;
    });
    if (!isMarked) return 'taken';
    ctx.log.warn({ err: error, letter: letter.id, subject: letter.subject }, 'a replay failed');
    await ctx.actionLog.error({
      eventType: 'DEAD_LETTER_REPLAY_FAILED',
      correlationId: letter.correlation_id,
      tenantId: ctx.caller.tenantId,
      message: `${ctx.context} could not replay ${letter.subject}: ${message}`,
      economicImpact: { type: 'STABILITY', estimatedCostNanoUsd: null, affectedJobs: 1 },
      operatorAction: {
        classification: 'DEAD_LETTER',
        urgency: 'ACT_TODAY',
        suggestedAction: 'Read the error, mend the cause, then replay the letter again, or discard it.',
        autoActionTaken: `Later events of the same aggregate stay parked. ${triageWords(triage, replayAt)}`,
        escalationChain: ['operator_monitor', 'admin_alert'],
        runbook: 'dead-letters.md',
      },
    });
    return 'settled';
  }
}
