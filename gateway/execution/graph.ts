import type { SubgraphAnswer } from '@effect-studio/kernel/graph/subgraph-execution';
import { withoutSecurityMarks } from '@effect-studio/schema/audiences/supergraph-document';
import { GraphQLError, getVariableValues, OperationTypeNode } from 'graphql';
import {
  type Admission,
  type GraphRequest,
  isRefusal,
  type OperationGate,
  type OperationRefusal,
} from './operation-gate.ts';
import { KnownOperation, Operations } from './operations.ts';
import type { PlannedFetch } from './plan-executor/executable-plan.ts';
import { executePlan, type SendFetch } from './plan-executor/execute-plan.ts';
import { LoadedSupergraph, type SubgraphReference } from './planning/supergraph.ts';
import type { PreparedOperation, ShapedAnswer } from './prepared-operation.ts';
import { refusal, refusalOf } from './refusals.ts';
import type { RequestScope } from './request-scope.ts';
import type { SubgraphSource } from './sources/subgraph-source.ts';

export interface GraphOptions {
  supergraphSdl: string;
  /** How a supergraph is loaded; default: as it is, seen whole. */
  load?: (supergraphSdl: string) => LoadedSupergraph;
  /** @throws Error when there is no way to that subgraph */
  sourceOf(subgraph: SubgraphReference): SubgraphSource;
  gate?: OperationGate;
  /**
   * Whether gate and subgraphs enforce `@authenticated`, `@requiresScopes` and `@policy`. Where they do not, a
   * supergraph that asks for it is refused.
   */
  enforcesAuthorization: boolean;
  allowsIntrospection: boolean;
  /** Keeps names of the schema out of validation messages. */
  hidesSchemaDetails: boolean;
}

/** An operation of one caller, ready to run on the supergraph that it was planned for. */
export interface ReadyOperation {
  readonly operation: KnownOperation;
  readonly prepared: PreparedOperation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
}

interface GraphState {
  readonly supergraph: LoadedSupergraph;
  readonly operations: Operations;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
}

/** Plans made between two turns of the event loop while a new supergraph warms up. */
const PLANS_PER_TURN = 1;

/**
 * One supergraph as one audience sees it. A request is: text → operation (parsed and validated once) →
 * admission → plan (once for callers who are denied the same) → fetches → shape.
 */
export class Graph {
  readonly #options: GraphOptions;
  #state: GraphState;

  private constructor(options: GraphOptions, state: GraphState) {
    this.#options = options;
    this.#state = state;
  }

  /** @throws Error when the supergraph cannot be loaded, or there is no way to one of its subgraphs */
  static load(options: GraphOptions): Graph {
    return new Graph(options, stateOf(options, options.supergraphSdl));
  }

  get schema() {
    return this.#state.supergraph.schema;
  }

  get subgraphs(): readonly SubgraphReference[] {
    return this.#state.supergraph.subgraphs;
  }

  /**
   * Loads another supergraph and plans on it what was asked for lately.
   * @param more documents to plan besides; those that are not valid there are left out
   * @returns lets it take over, at once; what runs then goes on with the one that it began with
   * @throws Error when it cannot be loaded; the old one stays
   */
  async prepareReload(supergraphSdl: string, more: readonly string[] = []): Promise<() => void> {
    const next = stateOf(this.#options, supergraphSdl);
    await warm(next, [...this.#state.operations.texts, ...more.map(unnamed)]);
    return () => {
      this.#state = next;
    };
  }

  /** Plans documents before anybody asks for them. Those that are not valid here are left out. @param signal ends it early */
  warm(texts: readonly string[], signal?: AbortSignal): Promise<void> {
    return warm(this.#state, texts.map(unnamed), signal);
  }

  /** Finds the operation of a request and lets the gate decide. @returns why it is not run, if so */
  async admit(request: GraphRequest, scope: RequestScope): Promise<ReadyOperation | OperationRefusal> {
    // Waiting for what is there costs a turn of the queue each time, at every request.
    const entered = this.#options.gate?.enter?.(scope) ?? null;
    const tooOften = entered instanceof Promise ? await entered : entered;
    if (tooOften) return tooOften;
    const { sources } = this.#state;
    const found = this.find(request, scope);
    if (!(found instanceof KnownOperation)) return found;
    const variables = request.variables ?? {};
    const refused = checkVariables(found, variables);
    if (refused) return refused;
    const admitted = this.#options.gate?.admit?.(found, variables, scope) ?? null;
    const admission: Admission = admitted instanceof Promise ? await admitted : admitted;
    if (admission && isRefusal(admission)) return admission;
    try {
      const prepared = found.prepared(admission);
      // Conditions that are met for the first time are planned here, where it may fail.
      prepared.planFor(variables);
      return { operation: found, prepared, variables, sources };
    } catch (error) {
      // The planner refuses some operations, such as those whose fragments multiply beyond its limits.
      if (error instanceof GraphQLError) return refusalOf([error], 'QUERY_PLANNING_FAILED');
      throw error;
    }
  }

  /** The operation of a request, before anything is decided about its caller. */
  find(request: GraphRequest, scope: RequestScope): KnownOperation | OperationRefusal {
    const { gate } = this.#options;
    const text = gate?.textOf?.(request, scope) ?? request.query;
    if (text === null || text === undefined || text === '') {
      return refusal(400, 'BAD_REQUEST', 'The request has no query.');
    }
    if (typeof text !== 'string') return text;
    const found = this.#state.operations.find(text, request.operationName ?? null);
    return 'status' in found && found.isDocumentFault ? (gate?.explain?.(text, found) ?? found) : found;
  }

  /** Runs a query or a mutation. */
  async run({ prepared, variables, sources }: ReadyOperation, scope: RequestScope): Promise<ShapedAnswer> {
    const joined = await executePlan(
      prepared.planFor(variables),
      prepared.conditionsOf(variables),
      sendThrough(sources, scope),
    );
    return prepared.shape(joined, variables);
  }

  /** Answers a request from this process. @throws GraphQLError the first error of the answer */
  async ask<Data>(scope: RequestScope, query: string, variables: Record<string, unknown>): Promise<Data> {
    const ready = await this.admit({ query, variables }, scope);
    const { data, errors } =
      'status' in ready ? { data: null, errors: ready.errors } : await this.run(ready, scope);
    if (errors?.[0]) throw new GraphQLError(errors[0].message, { extensions: errors[0].extensions });
    return data as Data;
  }
}

/** Sends fetches to the subgraphs that they are for. */
export function sendThrough(sources: ReadonlyMap<string, SubgraphSource>, scope: RequestScope): SendFetch {
  return (fetch: PlannedFetch, variables): Promise<SubgraphAnswer> =>
    sources
      .get(fetch.subgraph)!
      .execute(scope, { query: fetch.query, operationName: fetch.operationName, variables });
}

function stateOf(options: GraphOptions, supergraphSdl: string): GraphState {
  const { enforcesAuthorization, load = LoadedSupergraph.load } = options;
  const supergraph = load(enforcesAuthorization ? withoutSecurityMarks(supergraphSdl) : supergraphSdl);
  const { allowsIntrospection, hidesSchemaDetails, gate = {} } = options;
  return {
    supergraph,
    operations: new Operations({ supergraph, gate, allowsIntrospection, hidesSchemaDetails }),
    sources: new Map(supergraph.subgraphs.map((subgraph) => [subgraph.name, options.sourceOf(subgraph)])),
  };
}

const unnamed = (text: string) => ({ text, operationName: null });

async function warm(
  { operations }: GraphState,
  texts: readonly { text: string; operationName: string | null }[],
  signal?: AbortSignal,
): Promise<void> {
  for (const [index, { text, operationName }] of texts.entries()) {
    if (signal?.aborted) return;
    const found = operations.find(text, operationName);
    if (found instanceof KnownOperation) {
      try {
        found.prepared(null);
      } catch {
        // Whoever asks for it is told why.
      }
    }
    if (index % PLANS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Variables of the wrong type are refused before any subgraph sees them (GraphQL §6.1.2). */
function checkVariables(
  { schema, operation }: KnownOperation,
  variables: Readonly<Record<string, unknown>>,
): OperationRefusal | null {
  const definitions = operation.variableDefinitions;
  if (!definitions || definitions.length === 0) return null;
  const { errors } = getVariableValues(schema, definitions, variables, { maxErrors: 20 });
  return errors ? refusalOf(errors, 'BAD_USER_INPUT') : null;
}

export const isMutation = ({ operation }: KnownOperation): boolean =>
  operation.operation === OperationTypeNode.MUTATION;
