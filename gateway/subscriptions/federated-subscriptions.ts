import type { SubgraphAnswer } from '@effect-studio/kernel/subgraph-execution';
import { type ExecutionResult, GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { type ReadyOperation, sendThrough } from '../execution/graph.ts';
import { executeEvent } from '../execution/plan-executor/execute-plan.ts';
import { logFailures, presentError } from '../execution/present-errors.ts';
import type { RequestScope } from '../execution/request-scope.ts';

/**
 * Follows one subscription over the whole graph. The plan's primary fetch is forwarded to the subgraph that
 * owns the field; each of its events is completed from the other subgraphs. It stays on the supergraph that
 * it was planned for.
 * @returns the stream, or one answer when it was refused
 */
export async function subscribeToGraph(
  { prepared, variables, sources }: ReadyOperation,
  scope: RequestScope,
  log: Logger,
): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const steps = prepared.subscription;
  if (!steps) throw new GraphQLError('This is not a subscription.');
  const { primary } = steps;
  const source = await sources.get(primary.subgraph)!.subscribe(scope, {
    query: primary.query,
    operationName: primary.operationName,
    variables: Object.fromEntries(
      primary.variableNames.flatMap((name) => (name in variables ? [[name, variables[name]]] : [])),
    ),
  });
  if (!(Symbol.asyncIterator in source)) return { errors: told(source.errors ?? [], scope) };
  return completed(source, async (event) => {
    // What was loaded for the last event may have changed with this one.
    const send = sendThrough(sources, scope.renew());
    const joined = await executeEvent(steps, event, prepared.conditionsOf(variables), send);
    const { data, errors, extensions } = prepared.shape(joined, variables);
    if (!errors) return { data, ...(extensions ? { extensions } : {}) };
    logFailures(errors, log, scope.correlationId);
    return { data, errors: told(errors, scope) };
  });
}

/** Completes events one at a time; `return()` reaches a source that is waiting for its next event. */
function completed(
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

const told = (errors: readonly GraphQLFormattedError[], { correlationId }: RequestScope): GraphQLError[] =>
  errors.map((error) => {
    const { message, path, extensions } = presentError(error, correlationId);
    return new GraphQLError(message, { path, extensions });
  });
