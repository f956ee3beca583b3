import { inSpan, isTracing, traceHeaders } from '@effect-studio/telemetry/tracing';
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  parse,
  validate,
} from 'graphql';
import type { CallContext } from '../context.ts';
import { StudioError } from '../errors.ts';
import type { MountedSubgraph } from '../host.ts';
import { subgraphSeconds } from '../observation/metrics.ts';
import { isUnavailable } from '../process/unavailable.ts';
import { CompiledOperation } from './compiled/compiled-operation.ts';
import { type SubscriptionScope, subscriptionScope } from './subscription-scope.ts';

/** One operation for one subgraph, as the gateway planned it. */
export interface SubgraphOperation {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

/** An answer as it may leave the subgraph: errors carry codes and nothing of the inside. */
export interface SubgraphAnswer {
  data?: ExecutionResult['data'];
  errors?: readonly GraphQLError[];
  /** Of an event of a subscription, while tracing is on: the trace that it belongs to, and where in it. */
  extensions?: { traceparent?: string };
}

/** What is said of outages: of the database, the object store, another part. */
const AGAIN = 'A part of the studio is not available. Try again in a moment.';

/** Parsed operations kept per subgraph. The gateway repeats the same plans, so nearly all are hits. */
const DOCUMENT_CACHE_SIZE = 2_000;

/** A valid document and its operations by name, as far as they were asked for. */
interface KnownDocument {
  readonly document: DocumentNode;
  readonly operations: Map<string, CompiledOperation | null>;
}

/** Executes operations on one mounted subgraph; documents are parsed, validated and compiled once. */
export class SubgraphExecution {
  readonly #mounted: MountedSubgraph;
  readonly #documents = new Map<string, KnownDocument>();

  constructor(mounted: MountedSubgraph) {
    this.#mounted = mounted;
  }

  get name(): string {
    return this.#mounted.name;
  }

  async execute(ctx: CallContext, operation: SubgraphOperation): Promise<SubgraphAnswer> {
    const known = this.#documentOf(operation.query);
    if ('errors' in known) return known;
    const startedAt = performance.now();
    const result = await this.#run(known, operation, ctx);
    const labels = { context: this.name, outcome: result.errors ? 'failed' : 'done' };
    subgraphSeconds.observe(labels, (performance.now() - startedAt) / 1_000);
    return this.#presentable(ctx, result);
  }

  /** @param rootValue of an event; undefined otherwise */
  #run(
    known: KnownDocument,
    { variables, operationName }: SubgraphOperation,
    context: CallContext,
    rootValue?: unknown,
  ): ExecutionResult | PromiseLike<ExecutionResult> {
    const name = operationName ?? '';
    let compiled = known.operations.get(name);
    if (compiled === undefined) {
      compiled = CompiledOperation.of(this.#mounted.schema, known.document, operationName);
      known.operations.set(name, compiled);
    }
    if (compiled) return compiled.execute({ variables: variables ?? {}, context, rootValue });
    return execute({
      schema: this.#mounted.schema,
      document: known.document,
      variableValues: variables,
      operationName,
      contextValue: context,
      rootValue,
    });
  }

  /** @returns the stream of answers, or one answer when the subscription was refused */
  async subscribe(
    call: CallContext,
    operation: SubgraphOperation,
  ): Promise<AsyncIterableIterator<SubgraphAnswer> | SubgraphAnswer> {
    const known = this.#documentOf(operation.query);
    if ('errors' in known) return known;
    const scope = subscriptionScope(call);
    const result = await createSourceEventStream({
      schema: this.#mounted.schema,
      document: known.document,
      variableValues: operation.variables ?? {},
      operationName: operation.operationName,
      contextValue: scope.ctx,
    });
    if (!(Symbol.asyncIterator in result)) {
      scope.close();
      return this.#presentable(call, result);
    }
    const complete = (event: unknown) => this.#run(known, operation, scope.ctx, event);
    return this.#answers(scope, result[Symbol.asyncIterator](), complete);
  }

  #answers(
    scope: SubscriptionScope,
    source: AsyncIterator<unknown>,
    complete: (event: unknown) => ExecutionResult | PromiseLike<ExecutionResult>,
  ): AsyncIterableIterator<SubgraphAnswer> {
    const done = { done: true, value: undefined } as const;
    let hasEnded = false;
    return {
      next: async () => {
        if (hasEnded) return done;
        try {
          const step = await source.next();
          if (step.done) return done;
          const answer = () => this.#completed(scope.ctx, complete, step.value);
          return { done: false, value: await this.#inTraceOfEvent(scope, answer) };
        } catch (error) {
          // A source that throws has ended; its subscriber is told why, once.
          hasEnded = true;
          scope.close();
          const located = error instanceof Error ? error : new Error(String(error));
          const wrapped =
            located instanceof GraphQLError ? located : new GraphQLError('', { originalError: located });
          return { done: false, value: this.#presentable(scope.ctx, { errors: [wrapped] }) };
        }
      },
      return: () => {
        hasEnded = true;
        scope.close();
        // Not awaited: a generator returns only once what it waits for has ended, which has just been asked for.
        source.return?.(undefined)?.catch(() => undefined);
        return Promise.resolve(done);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  async #completed(
    ctx: CallContext,
    complete: (event: unknown) => ExecutionResult | PromiseLike<ExecutionResult>,
    event: unknown,
  ): Promise<SubgraphAnswer> {
    return this.#presentable(ctx, await complete(event));
  }

  /** What a follower is told of an event is part of the event's trace; the gateway goes on with it. */
  #inTraceOfEvent(scope: SubscriptionScope, answer: () => Promise<SubgraphAnswer>): Promise<SubgraphAnswer> {
    const parent = isTracing() ? scope.takeTraceparent() : null;
    if (!parent) return answer();
    const attributes = { 'studio.context': this.name };
    return inSpan(`event ${this.name}`, { kind: 'producer', parent, attributes }, async () => ({
      ...(await answer()),
      extensions: traceHeaders(),
    }));
  }

  #documentOf(query: string): KnownDocument | { errors: readonly GraphQLError[] } {
    const known = this.#documents.get(query);
    if (known) return known;
    try {
      const document = parse(query, { noLocation: true });
      const errors = validate(this.#mounted.schema, document);
      if (errors.length > 0) return { errors: errors.map(invalid) };
      if (this.#documents.size >= DOCUMENT_CACHE_SIZE) {
        const oldest = this.#documents.keys().next().value;
        if (oldest !== undefined) this.#documents.delete(oldest);
      }
      const made: KnownDocument = { document, operations: new Map() };
      this.#documents.set(query, made);
      return made;
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [invalid(error)] };
      throw error;
    }
  }

  #presentable(ctx: CallContext, result: ExecutionResult): SubgraphAnswer {
    if (!result.errors) return result;
    return { data: result.data, errors: result.errors.map((error) => this.#presentError(ctx, error)) };
  }

  #presentError(ctx: CallContext, error: GraphQLError): GraphQLError {
    const cause = error.originalError;
    const isExpected = !cause || cause instanceof GraphQLError;
    if (isExpected) {
      const code = error.extensions.code ?? 'BAD_REQUEST';
      return new GraphQLError(error.message, { path: error.path, extensions: { code } });
    }
    this.#mounted.services.log.error(
      { err: cause, path: error.path, correlationId: ctx.correlationId },
      'a resolver failed',
    );
    const { code, retryable } =
      cause instanceof StudioError
        ? cause
        : isUnavailable(cause)
          ? { code: 'UNAVAILABLE', retryable: true }
          : { code: 'INTERNAL_SERVER_ERROR', retryable: false };
    return new GraphQLError(retryable ? AGAIN : 'The studio could not do this.', {
      path: error.path,
      extensions: { code, retryable },
    });
  }
}

const invalid = (error: GraphQLError): GraphQLError =>
  new GraphQLError(error.message, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });

/** An answer as JSON. */
export function formatAnswer(answer: SubgraphAnswer): {
  data?: ExecutionResult['data'];
  errors?: readonly GraphQLFormattedError[];
} {
  const errors = answer.errors?.map((error) => error.toJSON());
  return { ...(answer.data === undefined ? {} : { data: answer.data }), ...(errors ? { errors } : {}) };
}
