import type { DocumentNode, FieldNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { Path, ResponseError } from './plan-executor/data.ts';
import type { RequestScope } from './request-scope.ts';

/** A GraphQL request as it came, by whatever transport. */
export interface GraphRequest {
  readonly query?: string | null;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly extensions?: Readonly<Record<string, unknown>> | null;
}

/** One operation of a document that is valid for the schema. */
export interface CheckedOperation {
  readonly schema: GraphQLSchema;
  /** As the client sent it. */
  readonly text: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** A request that is answered without being run. */
export interface OperationRefusal {
  /** Of the HTTP answer; over sockets only the errors count. */
  readonly status: number;
  readonly errors: readonly ResponseError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The document or its variables are at fault by the specification, and not by a rule of ours. */
  readonly isDocumentFault?: boolean;
}

/**
 * Fields that this caller may not have. They are taken out before planning, so that no subgraph is asked for
 * them, and are null in the response, each with the error of {@link errorOf}.
 */
export interface Denial {
  /** Callers with the same key are denied the same nodes of an operation; plans are kept by it. */
  readonly key: string;
  readonly nodes: ReadonlySet<FieldNode>;
  errorOf(node: FieldNode, path: Path): ResponseError;
}

export type Admission = OperationRefusal | Denial | null;

export const isRefusal = (value: object): value is OperationRefusal => 'status' in value;

/**
 * What stands between a request and its plan. One for each audience's graph; every part may be left out.
 * Results of {@link check} are kept with the operation; {@link textOf} and {@link admit} run for each request.
 */
export interface OperationGate {
  /** The text to run: the document of a trusted id, or the query as it was sent. */
  textOf?(request: GraphRequest, scope: RequestScope): string | OperationRefusal;
  /** Says more about a document that is at fault than the specification does; {@link refusal} otherwise. */
  explain?(text: string, refusal: OperationRefusal): OperationRefusal;
  /** Lexical tokens of a document. */
  readonly maxTokens?: number;
  /** Before anything else is done about a request: how often its sender may ask. */
  enter?(scope: RequestScope): Promise<OperationRefusal | null> | OperationRefusal | null;
  /**
   * What is too much about a document. Before the rules of the specification, some of which compare each field
   * with every other; the document may break any of them.
   */
  check?(document: DocumentNode): readonly GraphQLError[];
  /** Once the operation is valid and its variables are known, before it is planned: cost, rates, authorization. */
  admit?(
    operation: CheckedOperation,
    variables: Readonly<Record<string, unknown>>,
    scope: RequestScope,
  ): Admission | Promise<Admission>;
}
