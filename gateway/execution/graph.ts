import { Supergraph } from '@apollo/federation-internals';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { SubgraphOperation } from '@effect-studio/kernel/subgraph-execution';
import { withoutSecurityMarks } from '@effect-studio/schema/audiences/supergraph-document';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { LIMITS, withinLimits } from '../limits/operation-limits.ts';
import { apolloLogger } from './apollo-logger.ts';
import { dedupeEntities } from './dedupe-entities.ts';
import { presentError } from './present-errors.ts';
import type { RequestScope } from './request-scope.ts';
import type { SubgraphSource } from './subgraph-source.ts';

export interface GraphOptions {
  supergraphSdl: string;
  sources: ReadonlyMap<string, SubgraphSource>;
  allowsIntrospection: boolean;
  /** Keeps names of the schema out of validation messages. */
  hidesSchemaDetails: boolean;
  log: Logger;
}

/** Apollo copies its context value for each request, so what has identity lies one level down. */
export interface GraphContext {
  readonly scope: RequestScope;
}

/** What planning a subscription needs of the schema that is loaded. */
export interface PlanningState {
  readonly schema: GraphQLSchema;
  readonly supergraphSchema: GraphQLSchema;
  readonly api: ReturnType<Supergraph['apiSchema']>;
  readonly planner: QueryPlanner;
  readonly dataSources: Readonly<Record<string, GraphQLDataSource>>;
}

/** One supergraph, ready to execute: Apollo's planner and executor over our own way to the subgraphs. */
export class Graph {
  readonly server: ApolloServer<GraphContext>;
  readonly planning: PlanningState;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  readonly allowsIntrospection: boolean;

  private constructor(server: ApolloServer<GraphContext>, planning: PlanningState, options: GraphOptions) {
    this.server = server;
    this.planning = planning;
    this.sources = options.sources;
    this.allowsIntrospection = options.allowsIntrospection;
  }

  /** @throws Error when the supergraph cannot be loaded, or names a subgraph that is neither mounted nor has a URL */
  static async load(options: GraphOptions): Promise<Graph> {
    const supergraphSdl = withoutSecurityMarks(options.supergraphSdl);
    const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: true });
    const dataSources: Record<string, GraphQLDataSource> = {};
    for (const { name } of supergraph.subgraphsMetadata()) {
      const source = options.sources.get(name);
      if (!source)
        throw new Error(`the supergraph has "${name}", which is neither mounted here nor has a URL`);
      dataSources[name] = dataSourceOf(source);
    }
    const gateway = new ApolloGateway({
      supergraphSdl,
      buildService: ({ name }) => dataSources[name]!,
      logger: apolloLogger(options.log),
    });
    const server = new ApolloServer<GraphContext>({
      gateway,
      introspection: options.allowsIntrospection,
      hideSchemaDetailsFromClientErrors: options.hidesSchemaDetails,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      persistedQueries: false,
      allowBatchedHttpRequests: false,
      csrfPrevention: { requestHeaders: ['x-studio-client', 'apollo-require-preflight'] },
      parseOptions: { maxTokens: LIMITS.tokens },
      validationRules: [withinLimits],
      logger: apolloLogger(options.log),
      plugins: [
        ApolloServerPluginUsageReportingDisabled(),
        ApolloServerPluginSchemaReportingDisabled(),
        ApolloServerPluginInlineTraceDisabled(),
        ApolloServerPluginCacheControlDisabled(),
        errorPlugin(options.log),
      ],
    });
    await server.start();
    const api = supergraph.apiSchema();
    const planning: PlanningState = {
      schema: api.toGraphQLJSSchema(),
      supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
      api,
      planner: new QueryPlanner(supergraph),
      dataSources,
    };
    return new Graph(server, planning, options);
  }

  /** Asks as a client of this process. @throws GraphQLError the first error of the answer */
  async ask<Data>(scope: RequestScope, query: string, variables: Record<string, unknown>): Promise<Data> {
    const { body } = await this.server.executeOperation({ query, variables }, { contextValue: { scope } });
    if (body.kind !== 'single') throw new Error('an answer came in parts');
    const { data, errors } = body.singleResult;
    if (errors?.[0]) throw new GraphQLError(errors[0].message, { extensions: errors[0].extensions });
    return data as Data;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** The executor's view of a source. */
export function dataSourceOf(source: SubgraphSource): GraphQLDataSource<GraphContext> {
  return {
    process: async ({ request, context }) => {
      const { operation, expand } = dedupeEntities(request as SubgraphOperation);
      return expand(await source.execute((context as GraphContext).scope, pick(operation)));
    },
  };
}

const pick = ({ query, variables, operationName }: SubgraphOperation): SubgraphOperation => ({
  query,
  variables,
  operationName,
});

/** Presents errors, and logs those that nobody expected. */
function errorPlugin(log: Logger): ApolloServerPlugin<GraphContext> {
  return {
    requestDidStart: async ({
      contextValue: {
        scope: { correlationId },
      },
    }) => ({
      willSendResponse: async ({ response, errors }) => {
        if (response.body.kind !== 'single') return;
        const result = response.body.singleResult;
        if (!result.errors) return;
        for (const error of errors ?? []) {
          if (error.originalError && !(error.originalError instanceof GraphQLError)) {
            log.error({ err: error.originalError, path: error.path, correlationId }, 'an operation failed');
          }
        }
        result.errors = result.errors.map((error) => presentError(error, correlationId));
      },
    }),
  };
}
