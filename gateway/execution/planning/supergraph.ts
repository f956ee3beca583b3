import { operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { TypeConditions } from './type-conditions.ts';

/** A subgraph as the supergraph names it. */
export interface SubgraphReference {
  readonly name: string;
  /** As it was given at composition. */
  readonly url: string;
}

/** One supergraph, loaded: what clients may ask, and how to plan it. Never changes; a reload makes another. */
export class LoadedSupergraph {
  readonly sdl: string;
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly subgraphs: readonly SubgraphReference[];
  readonly typeConditions: TypeConditions;
  readonly #api: Schema;
  readonly #planner: QueryPlanner;

  private constructor(sdl: string, supergraph: Supergraph) {
    this.sdl = sdl;
    this.#api = supergraph.apiSchema();
    this.#planner = new QueryPlanner(supergraph);
    this.schema = this.#api.toGraphQLJSSchema();
    this.subgraphs = supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url }));
    this.typeConditions = new TypeConditions(supergraph.schema.toGraphQLJSSchema());
  }

  /** @throws Error when this is not a valid supergraph */
  static load(sdl: string): LoadedSupergraph {
    return new LoadedSupergraph(sdl, Supergraph.build(sdl, { validateSupergraph: true }));
  }

  /** Plans one operation of a document that is valid for {@link schema}. @throws GraphQLError when there is no plan */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan {
    return this.#planner.buildQueryPlan(operationFromDocument(this.#api, document, { operationName }));
  }
}
