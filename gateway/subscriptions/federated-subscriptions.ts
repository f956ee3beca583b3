import { operationFromDocument } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import type { FetchNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import type { SubgraphAnswer } from '@effect-studio/kernel/subgraph-execution';
import { type DocumentNode, type ExecutionResult, GraphQLError, getVariableValues, print } from 'graphql';
import type { Logger } from 'pino';
import { apolloLogger } from '../execution/apollo-logger.ts';
import type { Graph } from '../execution/graph.ts';
import { presentError } from '../execution/present-errors.ts';
import type { RequestScope } from '../execution/request-scope.ts';

type PlanRequest = Parameters<typeof executeQueryPlan>[2];

/** One subscription of one client; the document has been validated. */
export interface SubscriptionRequest {
  document: DocumentNode;
  operationName: string | null;
  variables: Record<string, unknown>;
  scope: RequestScope;
}

interface SubscriptionPlan {
  primary: FetchNode;
  /** Answers one event: the primary fetch, then what other subgraphs add. */
  perEvent: QueryPlan;
}

const PLAN_CACHE_SIZE = 500;

/**
 * Subscriptions over the whole graph. The plan's primary fetch is forwarded to the subgraph that owns the
 * field; each of its events is completed by running the plan with that fetch answered by the event.
 */
export class FederatedSubscriptions {
  readonly #graph: Graph;
  readonly #log: Logger;
  readonly #plans = new Map<string, SubscriptionPlan>();

  constructor(graph: Graph, log: Logger) {
    this.#graph = graph;
    this.#log = log;
  }

  /** @returns the stream, or one answer when it was refused */
  async subscribe(
    request: SubscriptionRequest,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
    const { scope, variables } = request;
    const { schema } = this.#graph.planning;
    const operation = buildOperationContext({
      schema,
      operationDocument: request.document,
      operationName: request.operationName ?? undefined,
    });
    const coerced = getVariableValues(schema, operation.operation.variableDefinitions ?? [], variables);
    if (coerced.errors) return this.#refusal(coerced.errors, scope);
    const plan = this.#planOf(request);
    const source = await this.#graph.sources.get(plan.primary.serviceName)!.subscribe(scope, {
      query: plan.primary.operation,
      operationName: plan.primary.operationName,
      variables: used(plan.primary, variables),
    });
    if (!(Symbol.asyncIterator in source)) return this.#refusal(source.errors ?? [], scope);
    return this.#complete(source, async (event) => {
      const eventScope = scope.renew();
      const result = await executeQueryPlan(
        plan.perEvent,
        this.#answering(plan.primary, event),
        planRequest(request, eventScope, this.#log),
        operation,
        this.#graph.planning.supergraphSchema,
        this.#graph.planning.api,
      );
      return this.#present(result, scope);
    });
  }

  #planOf({ document, operationName }: SubscriptionRequest): SubscriptionPlan {
    const key = `${operationName ?? ''}|${print(document)}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const { api, planner } = this.#graph.planning;
    const { node } = planner.buildQueryPlan(
      operationFromDocument(api, document, { operationName: operationName ?? undefined }),
    );
    if (node?.kind !== 'Subscription') throw new GraphQLError('This is not a subscription.');
    const plan = { primary: node.primary, perEvent: perEventPlan(node) };
    if (this.#plans.size >= PLAN_CACHE_SIZE) {
      const oldest = this.#plans.keys().next().value;
      if (oldest !== undefined) this.#plans.delete(oldest);
    }
    this.#plans.set(key, plan);
    return plan;
  }

  /** The data sources, with the primary fetch answered by the event. */
  #answering(primary: FetchNode, event: SubgraphAnswer): Record<string, GraphQLDataSource> {
    const { dataSources } = this.#graph.planning;
    const owner = dataSources[primary.serviceName]!;
    return {
      ...dataSources,
      [primary.serviceName]: {
        process: (options) =>
          options.request.query === primary.operation ? Promise.resolve(event) : owner.process(options),
      },
    };
  }

  /** Completes events one at a time; `return()` reaches a source that is waiting for its next event. */
  #complete(
    source: AsyncIterableIterator<SubgraphAnswer>,
    completeEvent: (event: SubgraphAnswer) => Promise<ExecutionResult>,
  ): AsyncIterableIterator<ExecutionResult> {
    return {
      next: async () => {
        const step = await source.next();
        return step.done
          ? { done: true, value: undefined }
          : { done: false, value: await completeEvent(step.value) };
      },
      return: async () => {
        await source.return?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #refusal(errors: readonly GraphQLError[], scope: RequestScope): ExecutionResult {
    return this.#present({ errors }, scope);
  }

  #present(result: ExecutionResult, { correlationId }: RequestScope): ExecutionResult {
    if (!result.errors) return { data: result.data };
    const errors = result.errors.map((error) => {
      const { message, path, extensions } = presentError(error.toJSON(), correlationId);
      return new GraphQLError(message, { path, extensions });
    });
    return result.data === undefined ? { errors } : { data: result.data, errors };
  }
}

function perEventPlan({ primary, rest }: SubscriptionNode): QueryPlan {
  return { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary };
}

/** The variables that a fetch uses, of those that were given. */
function used(fetch: FetchNode, variables: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    (fetch.variableUsages ?? []).flatMap((name) => (name in variables ? [[name, variables[name]]] : [])),
  );
}

/** What the executor reads of a request; the rest of its type is Apollo Server's own. */
function planRequest({ variables }: SubscriptionRequest, scope: RequestScope, log: Logger): PlanRequest {
  const read: Pick<PlanRequest, 'request' | 'context' | 'metrics' | 'logger'> = {
    request: { variables },
    context: { scope },
    metrics: {},
    logger: apolloLogger(log),
  };
  return read as PlanRequest;
}
