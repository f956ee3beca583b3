import type { BusEvent } from '@effect-studio/schema/events/envelope';
import { inSpan, untraced } from '@effect-studio/telemetry/tracing';
import { type ContextServices, callContext, systemCaller } from '../context.ts';
import { type Statement, sql } from '../database/statement.ts';
import type { Transaction } from '../database.ts';
import { StudioError } from '../errors.ts';
import { eventLagSeconds, eventsSettled } from '../observation/metrics.ts';
import { isUnavailable } from '../process/unavailable.ts';
import type { Consumer } from './consumer.ts';
import { parkedAggregates, writeDeadLetter } from './dead-letter.ts';
import { triageOf, triageWords } from './triage.ts';

/** An event with its place in the log. */
export interface DeliveredEvent {
  position: bigint;
  event: BusEvent<object>;
}

/** Attempts of one event before it becomes a dead letter. */
const MAX_ATTEMPTS = 5;
const FIRST_BACKOFF_MS = 50;

/** Everything up to here was settled, and may have lost its row; see `InboxTrimmer`. */
const trimmedPosition = (context: string): string =>
  `coalesce((select trimmed_position from bus.consumer_group where name = '${context}'), 0)`;

const CLAIM = new Map<string, Statement>();
const claimStatement = (context: string): Statement => {
  const made =
    CLAIM.get(context) ??
    // $1 event id, $2 studio time, $3 aggregate, $4 position. Zero rows: this event was consumed before. Waits for
    // another reader that is consuming it at the moment. Whether it is to be parked is known by then: letters of earlier
    // events of the aggregate were committed before this statement began.
    sql(
      `kernel-claim-event-${context}`,
      `with claimed as (
         insert into ${context}.inbox (event_id, consumed_at, position)
         select $1, $2, $4 where $4 > ${trimmedPosition(context)}
         on conflict do nothing returning event_id
       )
       select exists (
         select 1 from bus.dead_letter where owner = '${context}' and source = 'consumer' and aggregate_id = $3
           and state in ('dead', 'parked', 'quarantined', 'replaying')
       ) as is_parked from claimed`,
    );
  CLAIM.set(context, made);
  return made;
};

const CLAIM_ALL = new Map<string, Statement>();
const claimAllStatement = (context: string): Statement => {
  const made =
    CLAIM_ALL.get(context) ??
    // $1 event ids, $2 studio time, $3 their positions. The ids that were not consumed before; in one order, whoever asks.
    sql(
      `kernel-claim-events-${context}`,
      `insert into ${context}.inbox (event_id, consumed_at, position)
       select id, $2, position from unnest($1::uuid[], $3::bigint[]) as event (id, position)
       where position > ${trimmedPosition(context)} order by id
       on conflict do nothing returning event_id`,
    );
  CLAIM_ALL.set(context, made);
  return made;
};

/** Applies events of one context: inbox row and effects in one transaction, retries, then the dead letter. */
export class EventProcessor {
  readonly #services: ContextServices;
  readonly #consumers: ReadonlyMap<string, Consumer>;
  readonly #wait: (ms: number) => Promise<void>;

  constructor(
    services: ContextServices,
    consumers: readonly Consumer[],
    wait: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  ) {
    this.#services = services;
    this.#consumers = new Map(consumers.map((consumer) => [consumer.type, consumer]));
    this.#wait = wait;
  }

  wants(type: string): boolean {
    return this.#consumers.has(type);
  }

  /** Whether several events of this type can be applied in one transaction. */
  canBatch(type: string): boolean {
    return this.#consumers.get(type)?.handleBatch !== undefined;
  }

  /**
   * Applies events of one type and tenant, each once: all in one transaction, and one by one when that fails, so that
   * one poisonous event costs the others nothing.
   * @throws only when PostgreSQL cannot be reached
   */
  async processAll(delivered: readonly DeliveredEvent[]): Promise<void> {
    const first = delivered[0];
    if (!first) return;
    const consumer = this.#consumers.get(first.event.type);
    if (consumer?.handleBatch && delivered.length > 1) {
      try {
        const { handleBatch } = consumer;
        await this.#inBatch(delivered, () => this.#applyAll(handleBatch, delivered));
        for (const one of delivered) this.#count(one, 'applied');
        return;
      } catch (error) {
        if (isUnavailable(error)) throw error;
        this.#services.log.warn(
          { err: error, event: first.event.type, count: delivered.length },
          'a batch failed; its events are applied one by one',
        );
      }
    }
    for (const one of delivered) await this.process(one);
  }

  /**
   * Applies one event, once. After the last failed attempt it is a dead letter and counts as settled.
   * @throws only when PostgreSQL cannot be reached, which is no attempt: the event is to be delivered again
   */
  async process(delivered: DeliveredEvent): Promise<void> {
    const consumer = this.#consumers.get(delivered.event.type);
    if (!consumer) return;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#apply(consumer, delivered);
        this.#count(delivered, 'applied');
        return;
      } catch (error) {
        if (isUnavailable(error)) throw error;
        const isFinal = error instanceof StudioError && !error.retryable;
        this.#services.log.warn(
          { err: error, event: delivered.event.type, attempt, correlationId: delivered.event.correlationId },
          'a consumer failed',
        );
        if (attempt >= MAX_ATTEMPTS || isFinal) {
          if (await this.#bury(delivered, error, attempt)) this.#count(delivered, 'dead');
          return;
        }
        await this.#wait(FIRST_BACKOFF_MS * 2 ** (attempt - 1));
      }
    }
  }

  #count({ event }: DeliveredEvent, outcome: 'applied' | 'dead'): void {
    const { context, clock } = this.#services;
    eventsSettled.inc({ context, type: event.type, outcome });
    const lagMs = clock.now().getTime() - Date.parse(event.occurredAt);
    eventLagSeconds.observe({ context }, Math.max(0, lagMs) / 1_000);
  }

  async #apply(consumer: Consumer, { event, position }: DeliveredEvent): Promise<void> {
    const ctx = callContext(this.#services, {
      caller: systemCaller(event.tenantId),
      correlationId: event.correlationId,
      causationId: event.id,
    });
    await this.#inTrace(event, () =>
      ctx.db.transaction(ctx, async (tx) => {
        const claimed = await claim(tx, event, position);
        if (!claimed) return;
        if (claimed.is_parked) {
          await writeDeadLetter(tx, parkedLetterOf(event, position));
          return;
        }
        await consumer.handle(tx, event, ctx);
      }),
    );
  }

  /** Part of the event's trace; an event without one is not traced. */
  #inTrace(event: BusEvent<object>, work: () => Promise<void>): Promise<void> {
    const { traceparent: parent, type, correlationId } = event;
    if (!parent) return untraced(work);
    const attributes = { 'studio.context': this.#services.context, 'messaging.message.id': event.id };
    return inSpan(`apply ${type}`, { kind: 'consumer', parent, correlationId, attributes }, work);
  }

  /** A span of its own, for it is no part of the trace of any of them; links lead to them all. */
  #inBatch(delivered: readonly DeliveredEvent[], work: () => Promise<void>): Promise<void> {
    const links = delivered.flatMap(({ event }) => event.traceparent ?? []);
    // Where nobody traces its events, nobody wants to see the batch either.
    if (links.length === 0) return untraced(work);
    const attributes = {
      'studio.context': this.#services.context,
      'messaging.batch.message_count': delivered.length,
    };
    const { type } = delivered[0]!.event;
    return inSpan(`apply all ${type}`, { kind: 'consumer', begins: true, links, attributes }, work);
  }

  async #applyAll(
    handle: NonNullable<Consumer['handleBatch']>,
    delivered: readonly DeliveredEvent[],
  ): Promise<void> {
    const { event: first } = delivered[0]!;
    const ctx = callContext(this.#services, {
      caller: systemCaller(first.tenantId),
      correlationId: first.correlationId,
    });
    await ctx.db.transaction(ctx, async (tx) => {
      const ids = delivered.map(({ event }) => event.id);
      const rows = await tx.rows<{ event_id: string }>(claimAllStatement(ctx.context), [
        ids,
        tx.now,
        delivered.map(({ position }) => position.toString()),
      ]);
      const claimed = new Set(rows.map((row) => row.event_id));
      // A statement of its own: another reader may have buried an earlier event while this one waited for its claim.
      const aggregates = [...new Set(delivered.map(({ event }) => event.aggregateId))];
      const parked = await parkedAggregates(tx, aggregates);
      const fresh: BusEvent<object>[] = [];
      for (const { event, position } of delivered) {
        // The same event may have been delivered twice in one batch.
        if (!claimed.delete(event.id)) continue;
        if (parked.has(event.aggregateId)) await writeDeadLetter(tx, parkedLetterOf(event, position));
        else fresh.push(event);
      }
      if (fresh.length > 0) await handle(tx, fresh, ctx);
    });
  }

  /** @returns false when another reader settled the event meanwhile; a letter would do it a second time */
  async #bury({ event, position }: DeliveredEvent, error: unknown, attempts: number): Promise<boolean> {
    const ctx = callContext(this.#services, {
      caller: systemCaller(event.tenantId),
      correlationId: event.correlationId,
    });
    const message = error instanceof Error ? error.message : String(error);
    const triage = triageOf(error);
    const buried = await ctx.db.transaction(ctx, async (tx) => {
      if (!(await claim(tx, event, position))) return null;
      const replayAt = await writeDeadLetter(tx, {
        ...letterOf(event, position),
        causeClass: error instanceof StudioError ? error.code : 'HANDLER_FAILED',
        error: message,
        attempts,
        state: 'dead',
        triage,
      });
      return { replayAt };
    });
    if (!buried) return false;
    await ctx.actionLog.error({
      eventType: 'EVENT_DEAD_LETTERED',
      correlationId: event.correlationId,
      tenantId: event.tenantId,
      message: `${ctx.context} could not apply ${event.type}: ${message}`,
      economicImpact: { type: 'STABILITY', estimatedCostNanoUsd: null, affectedJobs: 1 },
      operatorAction: {
        classification: 'DEAD_LETTER',
        urgency: 'ACT_TODAY',
        suggestedAction: 'Read the error, mend the cause, then replay the letter for this group.',
        autoActionTaken: `Later events of the same aggregate are parked. ${triageWords(triage, buried.replayAt)}`,
        escalationChain: ['operator_monitor', 'admin_alert'],
        runbook: 'dead-letters.md',
      },
    });
    return true;
  }
}

/** Null when the event was consumed before. */
function claim(
  tx: Transaction,
  event: BusEvent<object>,
  position: bigint,
): Promise<{ is_parked: boolean } | null> {
  const values = [event.id, tx.now, event.aggregateId, position.toString()];
  return tx.maybeOne(claimStatement(tx.call.context), values);
}

function letterOf(event: BusEvent<object>, position: bigint) {
  return {
    source: 'consumer' as const,
    subject: event.type,
    aggregateId: event.aggregateId,
    position,
    payload: event,
    idempotencyKey: event.idempotencyKey,
    correlationId: event.correlationId,
  };
}

function parkedLetterOf(event: BusEvent<object>, position: bigint) {
  return {
    ...letterOf(event, position),
    causeClass: 'parked',
    error: 'an earlier event of this aggregate is a dead letter',
    attempts: 0,
    state: 'parked' as const,
  };
}
