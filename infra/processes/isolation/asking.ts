import type { Caller } from '@effect-studio/kernel/context';
import { SubgraphExecution } from '@effect-studio/kernel/graph/subgraph-execution';
import { type GraphQLSchema, getNamedType } from 'graphql';
import { documentOf, everything, selectionOf } from '../testing/selection.ts';
import type { Neighbourhood } from './annas-things.ts';
import type { Things } from './root-cases.ts';

/** How long somebody listens to a subscription that says nothing. */
const SILENCE_MS = 400;

/** Asks one context's own schema, as the gateway would, for everything that there is to be had. */
export class Asking {
  readonly #neighbourhood: Neighbourhood;
  readonly #executions = new Map<string, SubgraphExecution>();

  constructor(neighbourhood: Neighbourhood) {
    this.#neighbourhood = neighbourhood;
  }

  /** @returns the whole answer, errors included */
  root(
    context: string,
    kind: 'query' | 'mutation',
    name: string,
    caller: Caller,
    args: object,
  ): Promise<unknown> {
    const { schema } = this.#neighbourhood.composed.mounted.get(context)!;
    return this.#execute(context, caller, documentOf(schema, kind, name, everything), args);
  }

  entity(context: string, type: string, caller: Caller, representation: object): Promise<unknown> {
    const { schema } = this.#neighbourhood.composed.mounted.get(context)!;
    return this.#execute(context, caller, entityDocument(schema, type), {
      of: [{ __typename: type, ...representation }],
    });
  }

  /** @returns the first that is heard, or that nothing is */
  async subscription(context: string, name: string, caller: Caller, args: object): Promise<unknown> {
    const { schema } = this.#neighbourhood.composed.mounted.get(context)!;
    const query = documentOf(schema, 'subscription', name, everything);
    const call = this.#neighbourhood.composed.studio.call(context, caller);
    const source = await this.#executionOf(context).subscribe(call, { query, variables: { ...args } });
    if (!(Symbol.asyncIterator in source)) return plain(source);
    const silence = new Promise((resolve) => setTimeout(resolve, SILENCE_MS, 'silence'));
    const first = await Promise.race([source.next(), silence]);
    await source.return?.();
    return plain(first);
  }

  async #execute(context: string, caller: Caller, query: string, variables: object): Promise<unknown> {
    const call = this.#neighbourhood.composed.studio.call(context, caller);
    return plain(await this.#executionOf(context).execute(call, { query, variables: { ...variables } }));
  }

  #executionOf(context: string): SubgraphExecution {
    const known = this.#executions.get(context);
    if (known) return known;
    const made = new SubgraphExecution(this.#neighbourhood.composed.mounted.get(context)!);
    this.#executions.set(context, made);
    return made;
  }
}

const plain = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer)) as unknown;

/** A document that reads all of an entity that a context has. Its variable `of` names the entities. */
export function entityDocument(schema: GraphQLSchema, type: string): string {
  const fields = selectionOf(schema, getNamedType(schema.getType(type)!), everything);
  return `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} ${fields} } }`;
}

/** An answer with the ids that were asked for replaced by what they are, so that answers can be compared. */
export function withoutIds(answer: unknown, ids: Things): unknown {
  let text = JSON.stringify(answer);
  for (const [kind, id] of Object.entries(ids)) text = text.replaceAll(id, `<${kind}>`);
  return JSON.parse(text) as unknown;
}
