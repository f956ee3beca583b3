import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type FragmentDefinitionNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { CollectedErrors } from './collected-errors.ts';
import { areRepresentations, representationsVariable } from './entities.ts';
import { type Result, type Run, runFields, runSerially } from './run-operation.ts';
import { Selection } from './selection.ts';

/** Different truths of `@skip` and `@include` that are kept compiled. */
const SELECTIONS = 32;

export interface Execution {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: unknown;
  /** Default undefined. */
  readonly rootValue?: unknown;
}

/**
 * One operation of a valid document, executed as graphql-js does it, several times as fast: which fields apply to which
 * type, their resolvers and types are found once instead of at every object. Held against graphql-js by a test.
 */
export class CompiledOperation {
  readonly #schema: GraphQLSchema;
  readonly #document: DocumentNode;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly #conditionNames: readonly string[];
  readonly #selections = new Map<string, Selection>();
  /** Name of the variable that representations of entities come in; null without one. */
  readonly #representations: string | null;
  readonly #otherVariables: readonly VariableDefinitionNode[];

  private constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.#schema = schema;
    this.#document = document;
    this.#operation = operation;
    this.#fragments = fragmentsOf(document);
    this.#conditionNames = conditionVariables(document);
    const representations = representationsVariable(schema, operation);
    this.#representations = representations?.variable.name.value ?? null;
    this.#otherVariables = (operation.variableDefinitions ?? []).filter((one) => one !== representations);
  }

  /** @returns null where there is no such operation, or one that only graphql-js answers */
  static of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operationName?: string | null,
  ): CompiledOperation | null {
    const operation = getOperationAST(document, operationName);
    if (!operation || !schema.getRootType(operation.operation) || hasOddNames(document)) return null;
    return new CompiledOperation(schema, document, operation);
  }

  /** Executes a query or a mutation, or one event of a subscription. */
  execute({ variables, context, rootValue }: Execution): ExecutionResult | Promise<ExecutionResult> {
    const { coerced, errors } = this.#coerce(variables);
    if (errors) return { errors };
    const selection = this.#selectionFor(coerced);
    if (!selection) {
      return execute({
        schema: this.#schema,
        document: this.#document,
        operationName: this.#operation.name?.value,
        variableValues: variables,
        contextValue: context,
        rootValue,
      });
    }
    const run: Run = {
      schema: this.#schema,
      fragments: this.#fragments,
      operation: this.#operation,
      rootValue,
      context,
      variables: coerced,
      errors: new CollectedErrors(),
    };
    try {
      const data = this.#runRoot(run, selection);
      return 'then' in data && typeof data.then === 'function'
        ? (data as Promise<Result>).then(
            (known) => resultOf(run, known),
            (error: unknown) => failedResult(run, error),
          )
        : resultOf(run, data as Result);
    } catch (error) {
      return failedResult(run, error);
    }
  }

  #coerce(variables: Readonly<Record<string, unknown>>): ReturnType<typeof getVariableValues> {
    const name = this.#representations;
    const representations = name === null ? undefined : variables[name];
    if (name === null || !areRepresentations(representations)) {
      const definitions = this.#operation.variableDefinitions ?? [];
      return getVariableValues(this.#schema, definitions, variables, { maxErrors: 50 });
    }
    if (this.#otherVariables.length === 0) return { coerced: { [name]: representations } };
    const others = getVariableValues(this.#schema, this.#otherVariables, variables, { maxErrors: 50 });
    if (others.coerced) others.coerced[name] = representations;
    return others;
  }

  #runRoot(run: Run, selection: Selection): Result | PromiseLike<Result> {
    const type = this.#schema.getRootType(this.#operation.operation)!;
    const fields = selection.of(type);
    return this.#operation.operation === OperationTypeNode.MUTATION
      ? runSerially(run, fields, run.rootValue)
      : runFields(run, fields, run.rootValue, undefined);
  }

  /** @returns null when a condition is neither true nor false */
  #selectionFor(variables: Readonly<Record<string, unknown>>): Selection | null {
    let key = '';
    for (const name of this.#conditionNames) {
      const value = variables[name];
      if (typeof value !== 'boolean') return null;
      key += value ? '1' : '0';
    }
    const known = this.#selections.get(key);
    if (known) return known;
    if (this.#selections.size >= SELECTIONS) this.#selections.clear();
    const conditions = Object.fromEntries(this.#conditionNames.map((name) => [name, variables[name]]));
    const scope = { schema: this.#schema, fragments: this.#fragments, conditions };
    const selection = new Selection(scope, [this.#operation.selectionSet]);
    this.#selections.set(key, selection);
    return selection;
  }
}

const resultOf = ({ errors }: Run, data: Result): ExecutionResult =>
  errors.list.length === 0 ? { data } : { errors: errors.list, data };

function failedResult({ errors }: Run, error: unknown): ExecutionResult {
  errors.add(error as GraphQLError, undefined);
  return { errors: errors.list, data: null };
}

function fragmentsOf(document: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
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

/** As a key of a result, this would change what the result is. */
function hasOddNames(document: DocumentNode): boolean {
  let isOdd = false;
  visit(document, {
    Field: ({ alias, name }) => {
      if ((alias ?? name).value === '__proto__') isOdd = true;
    },
  });
  return isOdd;
}
