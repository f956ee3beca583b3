import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
  visit,
} from 'graphql';
import { LruCache } from './lru-cache.ts';
import type { CheckedOperation, Denial, OperationGate, OperationRefusal } from './operation-gate.ts';
import type { LoadedSupergraph } from './planning/supergraph.ts';
import { PreparedOperation } from './prepared-operation.ts';
import { refusal, refusalOf } from './refusals.ts';

/** Characters of documents that are kept parsed, validated and planned; a plan takes about ten times its text. */
const CACHED_TEXT = 4 * 1024 * 1024;
/** Different sets of denied fields that are kept planned for one operation. */
const CACHED_DENIALS = 16;
const MAX_ERRORS = 20;

export interface OperationsOptions {
  readonly supergraph: LoadedSupergraph;
  readonly gate: OperationGate;
  readonly allowsIntrospection: boolean;
  /** Keeps names of the schema out of validation messages. */
  readonly hidesSchemaDetails: boolean;
}

/** An operation that passed everything that does not depend on its caller. */
export class KnownOperation implements CheckedOperation {
  readonly schema: CheckedOperation['schema'];
  readonly text: string;
  readonly document: DocumentNode;
  readonly operation: CheckedOperation['operation'];
  readonly #supergraph: LoadedSupergraph;
  readonly #prepared = new LruCache<PreparedOperation>(CACHED_DENIALS);

  constructor(supergraph: LoadedSupergraph, checked: Omit<CheckedOperation, 'schema'>) {
    this.#supergraph = supergraph;
    this.schema = supergraph.schema;
    this.text = checked.text;
    this.document = checked.document;
    this.operation = checked.operation;
  }

  /** Plans at the first time. @throws GraphQLError when there is no plan */
  prepared(denial: Denial | null): PreparedOperation {
    const key = denial?.key ?? '';
    const known = this.#prepared.get(key);
    if (known) return known;
    const prepared = new PreparedOperation(this.#supergraph, this, denial);
    this.#prepared.set(key, prepared);
    return prepared;
  }
}

/** Operations of one supergraph: each text is parsed, validated and planned once while it is in use. */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #rules: readonly ValidationRule[];
  readonly #known = new LruCache<KnownOperation>(CACHED_TEXT);

  constructor(options: OperationsOptions) {
    this.#options = options;
    const introspection = options.allowsIntrospection ? [] : [NoSchemaIntrospectionCustomRule];
    this.#rules = [...specifiedRules, ...introspection];
  }

  /** What was asked for last, oldest first: a reload plans it again before it takes over. */
  get texts(): { text: string; operationName: string | null }[] {
    return [...this.#known.keys()].map((key) => {
      const at = key.indexOf('\n');
      return { operationName: key.slice(0, at) || null, text: key.slice(at + 1) };
    });
  }

  /** @returns the operation, or why it cannot be run; refusals are not kept */
  find(text: string, operationName: string | null): KnownOperation | OperationRefusal {
    // A name has no line breaks.
    const key = `${operationName ?? ''}\n${text}`;
    const known = this.#known.get(key);
    if (known) return known;
    const checked = this.#check(text, operationName);
    if (!('status' in checked)) this.#known.set(key, checked, text.length + 1);
    return checked;
  }

  #check(text: string, operationName: string | null): KnownOperation | OperationRefusal {
    const { supergraph, gate } = this.#options;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: gate.maxTokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const { maxTokens = Number.POSITIVE_INFINITY } = gate;
      return isTokenLimit(error) ? tooManyTokens(maxTokens) : refusalOf([error], 'GRAPHQL_PARSE_FAILED');
    }
    const excess = gate.check?.(document) ?? [];
    if (excess.length > 0) return refusalOf(excess, 'OPERATION_TOO_LARGE');
    const errors = [
      ...namesOfJavaScript(document),
      ...validate(supergraph.schema, document, this.#rules, { maxErrors: MAX_ERRORS }),
    ];
    if (errors.length > 0)
      return refusalOf(
        errors.map((error) => this.#told(error)),
        'GRAPHQL_VALIDATION_FAILED',
      );
    const operation = getOperationAST(document, operationName);
    if (!operation) {
      const message = operationName
        ? `The document has no operation named "${operationName}".`
        : 'The document has several operations. Say which by operationName.';
      return refusalOf([new GraphQLError(message)], 'OPERATION_RESOLUTION_FAILURE');
    }
    // Validation has nothing to say about fields of a root type that there is not.
    if (!supergraph.schema.getRootType(operation.operation)) {
      const message = `There is no ${operation.operation} in this graph.`;
      return refusalOf([new GraphQLError(message, { nodes: operation })], 'GRAPHQL_VALIDATION_FAILED');
    }
    return new KnownOperation(supergraph, { text, document, operation });
  }

  /** Messages suggest names that are like the one that is wrong, and so tell names to those who may not list them. */
  #told(error: GraphQLError): GraphQLError {
    if (!this.#options.hidesSchemaDetails) return error;
    const message = error.message.replace(/ ?Did you mean.+$/s, '');
    return new GraphQLError(message, {
      nodes: error.nodes,
      source: error.source,
      positions: error.positions,
      extensions: error.extensions,
    });
  }
}

/** The parser has one kind of error only. */
const isTokenLimit = (error: GraphQLError): boolean => /more that \d+ tokens/.test(error.message);

const tooManyTokens = (maxTokens: number): OperationRefusal =>
  refusal(
    400,
    'OPERATION_TOO_LARGE',
    `The operation has more than ${maxTokens} tokens, which is all that is allowed. Split it.`,
  );

/** `__proto__` as an alias would change what objects are, instead of being a key of them. */
function namesOfJavaScript(document: DocumentNode): readonly GraphQLError[] {
  const errors: GraphQLError[] = [];
  visit(document, {
    [Kind.FIELD]: (node) => {
      if (node.alias?.value !== '__proto__') return;
      errors.push(new GraphQLError('"__proto__" cannot be an alias. Choose another name.', { nodes: node }));
    },
  });
  return errors;
}
