import type { SubgraphAnswer } from '@effect-studio/kernel/graph/subgraph-execution';
import { inSpan, isTracing } from '@effect-studio/telemetry/tracing';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { callerKey } from '../execution/caller-tokens.ts';
import { type ReadyOperation, sendThrough } from '../execution/graph.ts';
import { executeEvent } from '../execution/plan-executor/execute-plan.ts';
import type { PreparedOperation, ShapedAnswer } from '../execution/prepared-operation.ts';
import { logFailures, presentError } from '../execution/present-errors.ts';
import type { RequestScope } from '../execution/request-scope.ts';
import { rootFieldsOf } from '../execution/root-fields.ts';

/** Who follows a subscription. */
export interface Follower {
  /** @param payload the event as JSON, one text for all who follow the same */
  next(payload: string): void;
  /** Resolves when it takes more; null when it does now. */
  readonly ready: Promise<void> | null;
  /** The stream is over; with errors when it broke. */
  end(errors: readonly GraphQLFormattedError[]): void;
}

/**
 * Subscriptions over the whole graph. The plan's primary fetch is forwarded to the subgraph that owns the field;
 * each of its events is completed from the other subgraphs. Equal subscriptions of one caller share all of
 * that: same plan, same variables, nobody can tell the callers apart, and no event has come yet, so that who
 * joins later gets what a stream of its own would have brought.
 */
export class SharedSubscriptions {
  readonly #log: Logger;
  /** By plan, so that streams of a supergraph that was reloaded are not joined by new ones. */
  readonly #quiet = new WeakMap<PreparedOperation, Map<string, SharedStream>>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * @param traceparent of whoever subscribed, to whom what is delivered is linked; null: nothing is traced
   * @returns stops following
   */
  follow(
    ready: ReadyOperation,
    scope: RequestScope,
    follower: Follower,
    traceparent: string | null = null,
  ): () => void {
    const ofPlan = this.#quiet.get(ready.prepared) ?? new Map<string, SharedStream>();
    this.#quiet.set(ready.prepared, ofPlan);
    const key = `${callerKey(scope.caller)}\n${JSON.stringify(ready.variables)}`;
    let stream = ofPlan.get(key);
    if (!stream) {
      const opened = new SharedStream(ready, scope, this.#log, () => {
        if (ofPlan.get(key) === opened) ofPlan.delete(key);
      });
      ofPlan.set(key, opened);
      stream = opened;
    }
    return stream.add(follower, traceparent);
  }
}

/** One stream of a subgraph, and all who follow it. */
class SharedStream {
  readonly #ready: ReadyOperation;
  readonly #scope: RequestScope;
  readonly #log: Logger;
  readonly #onSettled: () => void;
  /** With the trace that each subscribed in. */
  readonly #followers = new Map<Follower, string | null>();
  #source: AsyncIterableIterator<SubgraphAnswer> | null = null;
  #isOver = false;

  /** @param onSettled called when nobody may join any more: an event has come, or the stream is over */
  constructor(ready: ReadyOperation, scope: RequestScope, log: Logger, onSettled: () => void) {
    this.#ready = ready;
    this.#scope = scope;
    this.#log = log;
    this.#onSettled = onSettled;
    void this.#run();
  }

  add(follower: Follower, traceparent: string | null): () => void {
    this.#followers.set(follower, traceparent);
    return () => {
      this.#followers.delete(follower);
      if (this.#followers.size === 0) this.#close();
    };
  }

  #close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onSettled();
    void this.#source?.return?.();
  }

  async #run(): Promise<void> {
    let errors: readonly GraphQLFormattedError[] = [];
    try {
      await this.#relay();
    } catch (error) {
      const { correlationId } = this.#scope;
      const isTold = error instanceof GraphQLError;
      if (!isTold) this.#log.error({ err: error, correlationId }, 'a subscription failed');
      errors = [presentError(isTold ? error.toJSON() : { message: '' }, correlationId)];
    }
    this.#isOver = true;
    this.#onSettled();
    const followers = [...this.#followers.keys()];
    this.#followers.clear();
    for (const follower of followers) follower.end(errors);
  }

  async #relay(): Promise<void> {
    const { prepared, variables, sources } = this.#ready;
    const { primary } = prepared.subscription!;
    const source = await sources.get(primary.subgraph)!.subscribe(this.#scope, {
      query: primary.query,
      operationName: primary.operationName,
      variables: Object.fromEntries(
        primary.variableNames.flatMap((name) => (name in variables ? [[name, variables[name]]] : [])),
      ),
    });
    if (!(Symbol.asyncIterator in source)) {
      const errors = (source.errors ?? []).map((error) => presentError(error, this.#scope.correlationId));
      this.#tell(JSON.stringify({ errors }));
      return;
    }
    this.#source = source;
    if (this.#isOver) await source.return?.();
    for (let step = await source.next(); !step.done && !this.#isOver; step = await source.next()) {
      const event = step.value;
      const deliver = async (): Promise<void> => this.#tell(JSON.stringify(await this.#complete(event)));
      await (isTracing() ? this.#inTrace(event, deliver) : deliver());
      await this.#somebodyReady();
    }
  }

  /** What is delivered belongs to the trace of what happened, and is linked to those who asked to be told. */
  #inTrace({ extensions }: SubgraphAnswer, deliver: () => Promise<void>): Promise<void> {
    const fields = rootFieldsOf(this.#ready.operation).map(({ name }) => name.value);
    return inSpan(
      `deliver ${fields.join(' ')}`,
      {
        kind: 'producer',
        parent: extensions?.traceparent,
        links: [...this.#followers.values()],
        attributes: { 'studio.followers': this.#followers.size },
      },
      deliver,
    );
  }

  #tell(payload: string): void {
    this.#onSettled();
    for (const follower of this.#followers.keys()) follower.next(payload);
  }

  /** While nobody takes more, nothing is taken from the source. Who lags behind others is on its own. */
  async #somebodyReady(): Promise<void> {
    const waits: Promise<void>[] = [];
    for (const { ready } of this.#followers.keys()) {
      if (!ready) return;
      waits.push(ready);
    }
    if (waits.length > 0) await Promise.race(waits);
  }

  async #complete(event: SubgraphAnswer): Promise<ShapedAnswer> {
    const { prepared, variables, sources } = this.#ready;
    // What was loaded for the last event may have changed with this one.
    const send = sendThrough(sources, this.#scope.renew());
    const joined = await executeEvent(prepared.subscription!, event, prepared.conditionsOf(variables), send);
    const { data, errors, extensions } = prepared.shape(joined, variables);
    if (!errors) return { data, ...(extensions ? { extensions } : {}) };
    const { correlationId } = this.#scope;
    logFailures(errors, this.#log, correlationId);
    return { data, errors: errors.map((error) => presentError(error, correlationId)) };
  }
}
