/** Types of an operation's result and variables, for whatever client sends it. They exist for the compiler only. */
export interface TypedDocument<Result, Variables> {
  readonly __apiType?: (variables: Variables) => Result;
}

/** What an operation answers. */
export type ResultOf<Document> =
  Document extends TypedDocument<infer Result, infer _Variables> ? Result : never;

/** What an operation asks for. */
export type VariablesOf<Document> =
  Document extends TypedDocument<infer _Result, infer Variables> ? Variables : never;
