import { Ticks } from '@effect-studio/kernel/bus/ticks';
import type { InternalTokens } from '@effect-studio/kernel/graph/internal-token';
import type { MountedSubgraph } from '@effect-studio/kernel/host';
import { registerGauges } from '@effect-studio/kernel/observation/gauges';
import type { Health } from '@effect-studio/kernel/observation/health';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { type AppOrigins, appOf, type ListenerApp } from './audiences/app.ts';
import { AudienceGraphs } from './audiences/audience-graphs.ts';
import { type AskGraph, Directory } from './callers/directory.ts';
import { CallerResolver } from './callers/resolve-caller.ts';
import type { GatewayConfig } from './config.ts';
import { CallerTokens } from './execution/caller-tokens.ts';
import type { SubgraphReference } from './execution/planning/supergraph.ts';
import { RequestScope } from './execution/request-scope.ts';
import { contextSource } from './execution/sources/context-source.ts';
import { mountedSource } from './execution/sources/mounted-source.ts';
import type { SubgraphSource } from './execution/sources/subgraph-source.ts';
import { gatewayGauges } from './gateway-gauges.ts';
import { clientAddress } from './http/client-address.ts';
import { Listener, refuseUpgrade } from './http/listener.ts';
import { Router } from './http/router.ts';
import { AccessTokens } from './machine-tokens/access-tokens.ts';
import type { MediaParts } from './media/serve-media.ts';
import { OverloadGuard } from './rates/overload-guard.ts';
import { RateGuard } from './rates/rate-guard.ts';
import { RateLimiter } from './rates/rate-limiter.ts';
import { type RateTiers, rateTiersOf } from './rates/rate-tier.ts';
import { CsrfTokens } from './sign-in/csrf.ts';
import { Issuer } from './sign-in/oidc/issuer.ts';
import { PendingSignIns } from './sign-in/oidc/pending-sign-in.ts';
import type { IssuerSignInParts } from './sign-in/oidc/sign-in-by-issuer.ts';
import { SocketServer } from './subscriptions/socket-server.ts';
import type { TrustedDocuments } from './trusted-documents/trusted-documents.ts';
import { serveWebApp, type WebAppHandler } from './web-apps/serve-web-app.ts';

/** A web app and its port; without a folder (a development server has the app) the port is not opened. */
export interface WebAppOptions {
  /** 0 lets the system choose. */
  port: number;
  dir?: string | null;
}

export interface GatewayOptions {
  config: GatewayConfig;
  supergraphSdl: string;
  /** Contexts of this process. */
  subgraphs: readonly MountedSubgraph[];
  /** Base URLs of contexts in other processes, by name; default `config.SUBGRAPH_URLS`. */
  remoteSubgraphs?: Readonly<Record<string, string>>;
  /** Operations of our own clients, by their hashes; in production nothing else is run for them. Null: anything is, for everybody. */
  trustedDocuments: TrustedDocuments | null;
  /** Default: those of the product, as far as the configuration does not say otherwise. */
  rateTiers?: RateTiers;
  tokens: InternalTokens;
  redis: Redis;
  /** The studio's own edge; left out: media are served elsewhere. */
  media?: MediaParts;
  log: Logger;
  /** Of the process; the gateway itself is not ready before its ports are open. */
  health: Health;
  webApps: { user: WebAppOptions; admin: WebAppOptions };
  /** 0 lets the system choose. */
  apiPort: number;
}

/** Ports as they were opened; null where there is none. */
export interface GatewayPorts {
  api: number;
  user: number | null;
  admin: number | null;
}

/** What may change while the gateway runs. */
export interface GraphRelease {
  supergraphSdl: string;
  trustedDocuments: TrustedDocuments | null;
}

export interface Gateway {
  start(): Promise<void>;
  /**
   * Takes another supergraph and the documents of its release, without a request being lost or a socket closed:
   * what runs goes on with what it began with. Contexts are reached as they were at the start.
   * @throws Error when it cannot be loaded; everything stays as it was
   */
  reload(release: GraphRelease): Promise<void>;
  /** Sockets close with 1001, requests in flight end, nothing new is taken; within ten seconds. */
  stop(): Promise<void>;
  readonly ports: GatewayPorts;
}

/** The topic by which identity tells of a revoked session at once; sockets are also checked every two seconds. */
const SESSION_REVOKED_TOPIC = 'identity:session-revoked';
const FINISH_MS = 7_000;

/** One graph for every audience: HTTP, sockets, sign-in, machine tokens and the web apps. Knows no context. */
export function createGateway(options: GatewayOptions): Gateway {
  const { config, log, tokens, redis } = options;
  const ports: GatewayPorts = { api: 0, user: null, admin: null };
  const csrf = new CsrfTokens(config.STUDIO_SECRET);
  const addressOf = clientAddress(config.TRUSTED_PROXIES);
  const isSecure = (config.PUBLIC_API_URL ?? '').startsWith('https:');
  const stops: (() => Promise<unknown> | unknown)[] = [];
  let isOpen = false;
  let graphs: AudienceGraphs | null = null;

  const originsOf = (configured: readonly string[] | undefined, port: number): readonly string[] =>
    configured ?? [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  const origins = (): AppOrigins => ({
    user: originsOf(config.WEB_USER_ORIGINS, ports.user ?? options.webApps.user.port),
    admin: originsOf(config.WEB_ADMIN_ORIGINS, ports.admin ?? options.webApps.admin.port),
  });
  const tokenAudiences = (): readonly string[] =>
    (config.PUBLIC_API_URL ? [config.PUBLIC_API_URL] : originsOf(undefined, ports.api)).map(
      (base) => new URL('/oauth/token', base).href,
    );

  async function start(): Promise<void> {
    const sources = openSources(options);
    for (const source of sources.values()) stops.push(() => source.close());
    const rates = new RateGuard(new RateLimiter(redis, options.rateTiers ?? rateTiersOf(config)), log);
    const loaded = AudienceGraphs.load({
      supergraphSdl: options.supergraphSdl,
      sourceOf: ({ name }: SubgraphReference) => {
        const source = sources.get(name);
        if (source) return source;
        throw new Error(`the supergraph has "${name}", which is neither mounted here nor has a URL`);
      },
      isProduction: config.STUDIO_MODE === 'production',
      trusted: options.trustedDocuments,
      rates,
    });
    graphs = loaded;

    const callerTokens = new CallerTokens(tokens);
    const ask: AskGraph = (call, document, variables) =>
      loaded.of('internal').ask(new RequestScope(call, callerTokens), document, variables);
    const directory = new Directory(ask);
    const accessTokens = new AccessTokens(config.STUDIO_SECRET);
    const resolver = new CallerResolver({ directory, internalTokens: tokens, accessTokens });
    const sockets = new SocketServer({ graphs: loaded, resolver, callerTokens, addressOf, log });
    stops.push(listenForRevocations(directory, sockets));
    const overload = new OverloadGuard(config.MAX_OPERATIONS_IN_FLIGHT);
    stops.push(registerGauges(gatewayGauges(overload, sockets)));
    const router = new Router({
      graphs: loaded,
      rates,
      overload,
      addressOf,
      resolver,
      directory,
      csrf,
      ask,
      callerTokens,
      tokenEndpoint: { directory, accessTokens, redis, audiences: tokenAudiences, rates, addressOf, log },
      origins,
      webApps: openWebApps(),
      issuerSignIn: issuerSignIn(ask),
      media: options.media ?? null,
      isSecure,
      hasGraphiql: config.STUDIO_MODE === 'embedded',
      health: {
        isReady: () => isOpen && options.health.isReady(),
        dependencies: options.health.dependencies,
      },
      log,
    });

    const listeners = await openListeners(router, sockets);
    // Last in, first out: doors before what is behind them.
    stops.push(() => Promise.all([sockets.stop(), ...listeners.map((listener) => listener.stop(FINISH_MS))]));
    isOpen = true;
    // Beside the first requests: a plan takes some milliseconds, and whoever comes before it makes it.
    const warming = new AbortController();
    stops.push(() => warming.abort());
    loaded
      .warm(warming.signal)
      .catch((error: unknown) => log.error({ err: error }, 'trusted documents were not planned'));
  }

  async function reload({ supergraphSdl, trustedDocuments }: GraphRelease): Promise<void> {
    if (!graphs) throw new Error('the gateway has not been started');
    await graphs.reload(supergraphSdl, trustedDocuments);
  }

  function issuerSignIn(ask: AskGraph): IssuerSignInParts | null {
    const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = config;
    if (!issuer || !clientId) return null;
    const { OIDC_CLIENT_SECRET: clientSecret, OIDC_SCOPES: scopes } = config;
    const claim = (name: string | undefined, values: readonly string[]) => (name ? { name, values } : null);
    const adminClaim = claim(config.OIDC_ADMIN_CLAIM, config.OIDC_ADMIN_VALUES);
    const makerClaim = claim(config.OIDC_MAKER_CLAIM, config.OIDC_MAKER_VALUES);
    return {
      issuer: new Issuer({ issuer, clientId, clientSecret, scopes, adminClaim, makerClaim }),
      pending: new PendingSignIns(config.STUDIO_SECRET),
      ask,
      csrf,
      redis,
      origins,
    };
  }

  function openWebApps(): Partial<Record<ListenerApp, WebAppHandler>> {
    const storageOrigin = new URL(config.S3_PUBLIC_ENDPOINT ?? config.S3_ENDPOINT).origin;
    const mediaOrigin = (): string =>
      new URL(config.MEDIA_CDN_URL ?? config.PUBLIC_API_URL ?? `http://127.0.0.1:${ports.api}`).origin;
    const apps: Partial<Record<ListenerApp, WebAppHandler>> = {};
    for (const app of ['user', 'admin'] as const) {
      const { dir } = options.webApps[app];
      if (dir)
        apps[app] = serveWebApp(dir, () => ({
          storageOrigin,
          mediaOrigin: mediaOrigin(),
          appOrigins: origins()[app],
        }));
    }
    return apps;
  }

  async function openListeners(router: Router, sockets: SocketServer): Promise<Listener[]> {
    const listeners: Listener[] = [];
    const open = async (app: ListenerApp, port: number): Promise<number> => {
      const listener = new Listener({
        onRequest: (request, response) => void router.handle(app, request, response),
        onUpgrade: (request, socket, head) => {
          if ((request.url ?? '').split('?')[0] !== '/graphql') return refuseUpgrade(socket, 404);
          // A page of another site may not open a socket with our cookie.
          const from = appOf(app, request.headers.origin, origins());
          if (!from) return refuseUpgrade(socket, 403);
          sockets.accept(request, socket, head, from);
        },
      });
      listeners.push(listener);
      return listener.listen(port, config.GATEWAY_HOST);
    };
    ports.api = await open('api', options.apiPort);
    for (const app of ['user', 'admin'] as const) {
      const { dir, port } = options.webApps[app];
      if (dir) ports[app] = await open(app, port);
    }
    return listeners;
  }

  function listenForRevocations(directory: Directory, sockets: SocketServer): () => Promise<void> {
    const openSubscriber = (): Redis =>
      redis.duplicate({ commandTimeout: undefined, maxRetriesPerRequest: null });
    const ticks = new Ticks({ commands: redis, openSubscriber, log });
    ticks.on(SESSION_REVOKED_TOPIC, ({ data }) => {
      directory.forgetSessions();
      sockets.closeSession(String(data.sessionId));
    });
    return () => ticks.close();
  }

  async function stop(): Promise<void> {
    isOpen = false;
    for (const close of stops.splice(0).reverse()) {
      await Promise.resolve(close()).catch((error: unknown) =>
        log.warn({ err: error }, 'a part of the gateway did not stop cleanly'),
      );
    }
  }

  return { start, reload, stop, ports };
}

function openSources(options: GatewayOptions): Map<string, SubgraphSource> {
  const remote = options.remoteSubgraphs ?? options.config.SUBGRAPH_URLS;
  const sources = [
    ...Object.entries(remote).map(([name, url]) => contextSource(name, url)),
    // One that is mounted here is nearer.
    ...options.subgraphs.map(mountedSource),
  ];
  return new Map(sources.map((source) => [source.name, source]));
}
