import { operationFromDocument, type Schema, Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { EntityKeys } from './entity-keys.ts';
import { TypeConditions } from './type-conditions.ts';

/** A subgraph as the supergraph names it. */
export interface SubgraphReference {
  readonly name: string;
  /** As it was given at composition. */
  readonly url: string;
}

interface Planning {
  readonly api: Schema;
  readonly planner: QueryPlanner;
}

/** One supergraph, loaded: what clients may ask, and how to plan it. Never changes; a reload makes another. */
export class LoadedSupergraph {
  readonly sdl: string;
  /** What clients see. */
  readonly schema: GraphQLSchema;
  readonly subgraphs: readonly SubgraphReference[];
  readonly typeConditions: TypeConditions;
  readonly entityKeys: EntityKeys;
  readonly #api: Schema;
  readonly #planner: QueryPlanner;

  private constructor(
    parts: Pick<LoadedSupergraph, 'sdl' | 'schema' | 'subgraphs' | 'typeConditions' | 'entityKeys'> &
      Planning,
  ) {
    this.sdl = parts.sdl;
    this.schema = parts.schema;
    this.subgraphs = parts.subgraphs;
    this.typeConditions = parts.typeConditions;
    this.entityKeys = parts.entityKeys;
    this.#api = parts.api;
    this.#planner = parts.planner;
  }

  /** @throws Error when this is not a valid supergraph */
  static load(sdl: string): LoadedSupergraph {
    const supergraph = Supergraph.build(sdl, { validateSupergraph: true });
    const api = supergraph.apiSchema();
    return new LoadedSupergraph({
      sdl,
      api,
      planner: new QueryPlanner(supergraph),
      schema: api.toGraphQLJSSchema(),
      subgraphs: supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url })),
      typeConditions: new TypeConditions(supergraph.schema.toGraphQLJSSchema()),
      entityKeys: new EntityKeys(sdl),
    });
  }

  /** The same, planned by the same planner, to clients who know less of it. @param schema a part of {@link schema} */
  seenAs(schema: GraphQLSchema): LoadedSupergraph {
    const { sdl, subgraphs, typeConditions, entityKeys } = this;
    return new LoadedSupergraph({
      sdl,
      subgraphs,
      typeConditions,
      entityKeys,
      schema,
      api: this.#api,
      planner: this.#planner,
    });
  }

  /** Plans one operation of a document that is valid for {@link schema}. @throws GraphQLError when there is no plan */
  plan(document: DocumentNode, operationName: string | undefined): QueryPlan {
    return this.#planner.buildQueryPlan(operationFromDocument(this.#api, document, { operationName }));
  }
}
