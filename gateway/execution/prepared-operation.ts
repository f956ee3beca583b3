import type { GraphQLObjectType } from 'graphql';
import {
  type DocumentNode,
  type ExecutionResult,
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  valueFromAST,
  visit,
} from 'graphql';
import { LruCache } from './lru-cache.ts';
import type { CheckedOperation, Denial } from './operation-gate.ts';
import type { Data, ResponseError } from './plan-executor/data.ts';
import {
  compilePlan,
  compileSubscription,
  type PlanStep,
  type SubscriptionSteps,
} from './plan-executor/executable-plan.ts';
import type { JoinedData } from './plan-executor/execute-plan.ts';
import { ResponseShape, type Shaping } from './plan-executor/response-shape.ts';
import type { LoadedSupergraph } from './planning/supergraph.ts';
import { withoutConditions, withoutUnused } from './planning/without-conditions.ts';

/** Different truths of `@skip` and `@include` that are kept compiled for one operation. */
const SHAPES = 32;
/** With more variables in conditions than these there is one plan for all of their truths. */
const MAX_CONDITIONS = 4;

/** What a plan gave, in the shape of its operation. */
export interface ShapedAnswer {
  data: Data | null;
  errors?: readonly ResponseError[];
  extensions?: Readonly<Record<string, unknown>>;
}

/** An operation that is planned and compiled for callers who are denied the same fields of it. */
export class PreparedOperation {
  /** For every truth of the operation's conditions. */
  readonly plan: PlanStep | null;
  /** Of a subscription, instead of `plan`. */
  readonly subscription: SubscriptionSteps | null;
  readonly #supergraph: LoadedSupergraph;
  readonly #checked: CheckedOperation;
  readonly #denial: Denial | null;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #conditionNames: readonly string[];
  readonly #defaults: Readonly<Record<string, unknown>>;
  readonly #shapes = new LruCache<ResponseShape>(SHAPES);
  readonly #plans = new LruCache<{ steps: PlanStep | null }>(SHAPES);
  readonly #planned: DocumentNode;
  #introspected: Data | null = null;

  /** @throws GraphQLError when there is no plan */
  constructor(supergraph: LoadedSupergraph, checked: CheckedOperation, denial: Denial | null) {
    this.#supergraph = supergraph;
    this.#checked = checked;
    this.#denial = denial;
    const { document, operation } = checked;
    this.#fragments = fragmentsOf(document);
    this.#conditionNames = conditionVariables(document);
    this.#defaults = defaultsOf(supergraph.schema, operation);
    this.#planned = denial ? withoutDenied(document, denial) : document;
    const { node } = supergraph.plan(this.#planned, operation.name?.value);
    const isSubscription = node?.kind === 'Subscription';
    this.subscription = isSubscription ? compileSubscription(node, supergraph) : null;
    this.plan = isSubscription ? null : compilePlan(node, supergraph);
  }

  /**
   * The plan for the conditions of one request, made when they are first met; null when nothing has to be fetched.
   * @param variables the client's
   * @throws GraphQLError when there is none
   */
  planFor(variables: Readonly<Record<string, unknown>>): PlanStep | null {
    const steps = this.#stepsFor(variables);
    if (steps === null && this.subscription === null && this.#shapeFor(variables).asksForData) {
      throw new GraphQLError(
        'No subgraph can answer this operation, such as where nothing implements an interface.',
      );
    }
    return steps;
  }

  #stepsFor(variables: Readonly<Record<string, unknown>>): PlanStep | null {
    const count = this.#conditionNames.length;
    if (count === 0 || count > MAX_CONDITIONS || this.subscription) return this.plan;
    const { key, truths } = this.#truthsOf(variables);
    const known = this.#plans.get(key);
    if (known) return known.steps;
    const { operation } = this.#checked;
    const document = withoutConditions(this.#planned, truths);
    const { node } = this.#supergraph.plan(document, operation.name?.value);
    const steps = compilePlan(node?.kind === 'Subscription' ? undefined : node, this.#supergraph);
    this.#plans.set(key, { steps });
    return steps;
  }

  /** The client's variables, and the defaults of those that it left out; subgraphs know these by themselves. */
  conditionsOf(variables: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return this.#conditionNames.length === 0 ? variables : { ...this.#defaults, ...variables };
  }

  /** Brings joined data into the shape of the operation. @param variables the client's */
  shape(joined: JoinedData, variables: Readonly<Record<string, unknown>>): ShapedAnswer {
    const shape = this.#shapeFor(variables);
    const shaping: Shaping = {
      introspection: this.#introspect(shape, variables),
      faults: [],
      denials: [],
    };
    const data = shape.shape(joined.data, shaping);
    const { faults, denials } = shaping;
    if (joined.errors.length > 0 || denials.length > 0)
      return { errors: [...joined.errors, ...denials], data };
    // Nulls that nobody has explained. Router and gateway of Apollo tell them beside the errors, and so do we.
    return faults.length > 0 ? { data, extensions: { valueCompletion: faults } } : { data };
  }

  /** Values of the variables that conditions name, and their truths as a key. */
  #truthsOf(variables: Readonly<Record<string, unknown>>): { key: string; truths: Record<string, unknown> } {
    const truths: Record<string, unknown> = {};
    let key = '';
    for (const name of this.#conditionNames) {
      const value = variables[name] ?? this.#defaults[name];
      truths[name] = value;
      key += value === true ? '1' : '0';
    }
    return { key, truths };
  }

  #shapeFor(variables: Readonly<Record<string, unknown>>): ResponseShape {
    const { key, truths: conditions } = this.#truthsOf(variables);
    const known = this.#shapes.get(key);
    if (known) return known;
    const { schema } = this.#supergraph;
    const { operation } = this.#checked;
    const shape = new ResponseShape(
      { schema, fragments: this.#fragments, conditions },
      operation.selectionSet,
      schema.getRootType(operation.operation) as GraphQLObjectType,
      this.#denial,
    );
    this.#shapes.set(key, shape);
    return shape;
  }

  #introspect(shape: ResponseShape, variables: Readonly<Record<string, unknown>>): Data | null {
    const nodes = shape.introspectionNodes;
    if (nodes.length === 0) return null;
    if (this.#introspected) return this.#introspected;
    const { document, operation } = this.#checked;
    const result = introspect(this.#supergraph.schema, document, operation, nodes, variables);
    // Without variables it is always the same.
    if (!operation.variableDefinitions?.length) this.#introspected = result;
    return result;
  }
}

/** Answers `__schema` and `__type` from the schema itself. */
function introspect(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  selections: readonly FieldNode[],
  variableValues: Readonly<Record<string, unknown>>,
): Data {
  const definitions = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const alone: OperationDefinitionNode = {
    ...operation,
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const result: ExecutionResult = executeSync({
    schema,
    document: { kind: Kind.DOCUMENT, definitions: [alone, ...definitions] },
    variableValues,
  });
  if (result.errors?.[0]) throw result.errors[0];
  return (result.data ?? {}) as Data;
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  return fragments;
}

/** Variables that `@skip` and `@include` name. */
function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** Defaults of Boolean variables, which are the only ones that plans and shapes look at. */
function defaultsOf(schema: GraphQLSchema, operation: OperationDefinitionNode): Record<string, unknown> {
  const boolean = schema.getType('Boolean');
  return Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.BOOLEAN && boolean
        ? [[variable.name.value, valueFromAST(defaultValue, boolean as never)]]
        : [],
    ),
  );
}

/**
 * The document to plan: every denied field is asked as `__typename` under its own name, so that selections
 * never become empty and keep their conditions. Variables that nothing uses any more are left out.
 */
function withoutDenied(document: DocumentNode, denial: Denial): DocumentNode {
  const planned = visit(document, {
    Field: (node) => {
      if (!denial.nodes.has(node)) return undefined;
      const name = { kind: Kind.NAME, value: '__typename' } as const;
      return { kind: Kind.FIELD, alias: node.alias ?? node.name, name, directives: node.directives };
    },
  });
  return withoutUnused(planned);
}
