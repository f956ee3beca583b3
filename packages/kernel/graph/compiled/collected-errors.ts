import type { GraphQLError, GraphQLResolveInfo } from 'graphql';

/** A place in a response, from the inside out. */
export type Path = GraphQLResolveInfo['path'];

/** Errors of one execution. Nothing is told of what lies below a place that is null because of another error (GraphQL §6.4.4). */
export class CollectedErrors {
  readonly list: GraphQLError[] = [];
  readonly #places = new Set<Path | undefined>();

  /** @param place undefined: the whole response */
  add(error: GraphQLError, place: Path | undefined): void {
    for (let at = place; at; at = at.prev) if (this.#places.has(at)) return;
    if (this.#places.has(undefined)) return;
    this.#places.add(place);
    this.list.push(error);
  }
}
