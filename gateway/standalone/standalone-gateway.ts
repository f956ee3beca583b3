import type { IncomingMessage, ServerResponse } from 'node:http';
import { ANONYMOUS } from '@effect-studio/kernel/context';
import { answerHealth } from '@effect-studio/kernel/observation/health';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { Graph } from '../execution/graph.ts';
import { answerGraphql, sendGraphqlRefusal } from '../execution/graphql-endpoint.ts';
import { RequestScope } from '../execution/request-scope.ts';
import { correlationIdOf, type Exchange } from '../http/exchange.ts';
import { Listener, refuseUpgrade } from '../http/listener.ts';
import { HttpRefusal } from '../http/problem-details.ts';
import { UrlSources } from './url-sources.ts';

export interface StandaloneOptions {
  supergraphSdl: string;
  log: Logger;
  /** Default 127.0.0.1. */
  host?: string;
  /** 0 lets the system choose. */
  port: number;
}

const FINISH_MS = 5_000;

/** Its subgraphs are others' to watch: one that is away fails the operations that need it. */
const ALWAYS_READY = { isReady: () => true, dependencies: [] };

/**
 * Serves any supergraph: no sign-in, no audiences, no limits, subgraphs by the URLs in it, errors as the
 * subgraphs tell them. For development and for suites that test federation.
 */
export class StandaloneGateway {
  readonly #options: StandaloneOptions;
  readonly #graph: Graph;
  readonly #sources: UrlSources;
  readonly #listener: Listener;

  private constructor(options: StandaloneOptions, graph: Graph, sources: UrlSources) {
    this.#options = options;
    this.#graph = graph;
    this.#sources = sources;
    this.#listener = new Listener({
      onRequest: (request, response) => void this.#handle(request, response),
      onUpgrade: (_request, socket) => refuseUpgrade(socket, 404),
    });
  }

  /** @throws Error when the supergraph cannot be loaded, or asks for an authorization that nothing here enforces */
  static load(options: StandaloneOptions): StandaloneGateway {
    const sources = new UrlSources();
    const graph = Graph.load({
      supergraphSdl: options.supergraphSdl,
      sourceOf: (subgraph) => sources.of(subgraph),
      enforcesAuthorization: false,
      allowsIntrospection: true,
      hidesSchemaDetails: false,
    });
    return new StandaloneGateway(options, graph, sources);
  }

  /** @returns the port */
  start(): Promise<number> {
    return this.#listener.listen(this.#options.port, this.#options.host ?? '127.0.0.1');
  }

  /** @throws Error when it cannot be loaded; the old one stays */
  async reload(supergraphSdl: string): Promise<void> {
    const takeOver = await this.#graph.prepareReload(supergraphSdl);
    takeOver();
    this.#sources.keepOnly(this.#graph.subgraphs);
  }

  async stop(): Promise<void> {
    await this.#listener.stop(FINISH_MS);
    await this.#sources.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const at = url.indexOf('?');
    const exchange: Exchange = {
      request,
      response,
      headers: {},
      path: at === -1 ? url : url.slice(0, at),
      search: at === -1 ? '' : url.slice(at),
      correlationId: correlationIdOf(request),
      listener: 'api',
      app: 'api',
    };
    try {
      await this.#route(exchange);
    } catch (error) {
      const isRefusal = error instanceof HttpRefusal;
      if (!isRefusal) this.#options.log.error({ err: error, path: exchange.path }, 'a request failed');
      if (response.headersSent) return void response.destroy();
      if (!request.complete) response.setHeader('connection', 'close');
      const message = error instanceof Error ? error.message : String(error);
      sendGraphqlRefusal(
        exchange,
        isRefusal ? error : new HttpRefusal(500, 'INTERNAL_SERVER_ERROR', message),
        present,
      );
    }
  }

  async #route(exchange: Exchange): Promise<void> {
    const { path, response, correlationId } = exchange;
    const health = await answerHealth(path === '/health' ? '/health/ready' : path, ALWAYS_READY);
    if (health) {
      response.writeHead(health.status, { 'content-type': health.type }).end(health.body);
      return;
    }
    if (path !== '/graphql' && path !== '/') {
      throw new HttpRefusal(404, 'NOT_FOUND', 'The graph is at /graphql.');
    }
    const scope = new RequestScope({ caller: ANONYMOUS, correlationId }, null);
    await answerGraphql(exchange, this.#graph, scope, { log: this.#options.log, present });
  }
}

/** Errors are for whoever develops the subgraphs: nothing is taken out. */
const present = (error: GraphQLFormattedError): GraphQLFormattedError => error;
