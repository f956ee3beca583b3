import identity from '@effect-studio/identity/subgraph';
import { issueSignInCode } from '@effect-studio/identity/use-cases/issue-sign-in-code';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import type { GraphClient } from '@effect-studio/kernel/graph/graph-client';
import { InternalTokens } from '@effect-studio/kernel/graph/internal-token';
import { serveSubgraphs } from '@effect-studio/kernel/graph/subgraph-server';
import type { MountedSubgraph } from '@effect-studio/kernel/host';
import { newId } from '@effect-studio/kernel/ids';
import { studioEdge } from '@effect-studio/kernel/objects/media-edge';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { openRedis } from '@effect-studio/kernel/process/redis';
import { buildSchema, completeSdl, type SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import { compose } from '@effect-studio/schema/build/compose';
import { clusterUrl, testConfig } from '@effect-studio/testing/test-environment';
import { TestStudio } from '@effect-studio/testing/test-studio';
import type { Redis } from 'ioredis';
import { readGatewayConfig } from '../../config.ts';
import { createGateway, type Gateway, type GatewayPorts } from '../../create-gateway.ts';
import type { RateTiers } from '../../rates/rate-tier.ts';
import { UNHURRIED_RATES } from '../../rates/testing/unhurried-rates.ts';
import type { TrustedDocuments } from '../../trusted-documents/trusted-documents.ts';
import { ToyCosts, ToyRuns } from './toy-contexts.ts';

const SECRET = 'gateway-tests-gateway-tests-gateway-tests';
process.env.STUDIO_SECRET = SECRET;

/** Where the contexts run, seen from the gateway. */
export type Placement = 'in process' | 'over HTTP';

export interface TestGatewayOptions {
  placement?: Placement;
  mode?: 'embedded' | 'production';
  /** Built web app to serve at both app ports. */
  webDir?: string;
  /** Mounted beside identity and the two toy contexts. */
  contexts?: readonly SubgraphDefinition[];
  /** Answers what contexts ask of others. */
  graph?: GraphClient;
  /** Default: anything is run for everybody. */
  trustedDocuments?: TrustedDocuments;
  /** Default: as many as tests need. */
  rateTiers?: Partial<RateTiers>;
  /** Further settings of the gateway, such as `OIDC_ISSUER`. */
  environment?: Record<string, string>;
}

/** Somebody who may sign in. */
export interface Member {
  email: string;
  userId: string;
}

interface TestGatewayParts {
  gateway: Gateway;
  redis: Redis;
  studio: TestStudio;
  runs: ToyRuns;
  costs: ToyCosts;
  tokens: InternalTokens;
  anna: Member;
  contextsUrl: string;
  supergraphSdl: string;
}

/** A gateway on ports of its own over identity with a real database, and two toy contexts. */
export class TestGateway {
  readonly gateway: Gateway;
  /** Its own connection, to be lost. */
  readonly redis: Redis;
  readonly studio: TestStudio;
  readonly runs: ToyRuns;
  readonly costs: ToyCosts;
  readonly tokens: InternalTokens;
  readonly anna: Member;
  /** Where the contexts are served over HTTP, whether the gateway uses it or not. */
  readonly contextsUrl: string;
  readonly supergraphSdl: string;
  readonly #closers: (() => Promise<unknown> | unknown)[];

  private constructor(parts: TestGatewayParts, closers: (() => Promise<unknown> | unknown)[]) {
    this.gateway = parts.gateway;
    this.redis = parts.redis;
    this.studio = parts.studio;
    this.runs = parts.runs;
    this.costs = parts.costs;
    this.tokens = parts.tokens;
    this.anna = parts.anna;
    this.contextsUrl = parts.contextsUrl;
    this.supergraphSdl = parts.supergraphSdl;
    this.#closers = closers;
  }

  static async open(options: TestGatewayOptions = {}): Promise<TestGateway> {
    const config = testConfig(clusterUrl());
    const tokens = new InternalTokens({
      privateKeyPem: config.INTERNAL_TOKEN_PRIVATE_KEY,
      publicKeyPem: config.INTERNAL_TOKEN_PUBLIC_KEY,
    });
    const log = createLogger('gateway-test', config.LOG_LEVEL);
    const redis = openRedis(config.REDIS_URL, 'commands');
    const anna = { email: `anna-${newId()}@example.org`, userId: '' };
    const runs = new ToyRuns(newId());
    const costs = new ToyCosts();
    const definitions = [identity, runs.definition(), costs.definition(), ...(options.contexts ?? [])];
    const studio = await TestStudio.open(definitions, options.graph ? { graph: options.graph } : {});
    const person = { email: anna.email, displayName: 'Anna', roles: ['user', 'admin'] as const };
    anna.userId = (await registerPerson(studio.call('identity'), person)).userId;
    runs.ownerId = anna.userId;

    const mounted = definitions.map((definition) => mount(studio, definition));
    const isRemote = options.placement === 'over HTTP';
    const server = await serveSubgraphs({
      subgraphs: mounted,
      tokens,
      log,
      health: { isReady: () => true, dependencies: [] },
      port: 0,
    });
    const contextsUrl = `http://127.0.0.1:${server.port}`;
    const { supergraphSdl } = compose(
      definitions.map(({ name, typeDefs }) => ({ name, sdl: completeSdl(typeDefs) })),
    );
    const gateway = createGateway({
      config: readGatewayConfig({
        STUDIO_SECRET: SECRET,
        STUDIO_MODE: options.mode ?? 'embedded',
        S3_ENDPOINT: 'http://127.0.0.1:9000',
        ...options.environment,
      }),
      supergraphSdl,
      trustedDocuments: options.trustedDocuments ?? null,
      rateTiers: { ...UNHURRIED_RATES, ...options.rateTiers },
      subgraphs: isRemote ? [] : mounted,
      remoteSubgraphs: isRemote ? Object.fromEntries(mounted.map(({ name }) => [name, contextsUrl])) : {},
      tokens,
      redis,
      media: { edge: studioEdge(config, redis), storage: studio.call('identity').storage },
      log,
      health: { isReady: () => true, dependencies: [] },
      webApps: { user: { port: 0, dir: options.webDir }, admin: { port: 0, dir: options.webDir } },
      apiPort: 0,
    });
    await gateway.start();
    const closers = [
      () => gateway.stop(),
      () => server.stop(),
      () => redis.disconnect(),
      () => studio.close(),
    ];
    return new TestGateway(
      { gateway, redis, studio, runs, costs, tokens, anna, contextsUrl, supergraphSdl },
      closers,
    );
  }

  get ports(): GatewayPorts {
    return this.gateway.ports;
  }

  url(path: string, app: keyof GatewayPorts = 'api'): string {
    return `http://127.0.0.1:${this.ports[app]}${path}`;
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}, app: keyof GatewayPorts = 'api') {
    return fetch(this.url(path, app), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Sends an operation to the API port. */
  async query(query: string, headers: Record<string, string> = {}, variables: object = {}): Promise<Answer> {
    const accept = 'application/graphql-response+json';
    const response = await this.post('/graphql', { query, variables }, { accept, ...headers });
    return {
      status: response.status,
      headers: response.headers,
      ...((await response.json()) as GraphqlBody),
    };
  }

  /** A one-time code of Anna's. */
  async code(): Promise<string> {
    return (await issueSignInCode(this.studio.call('identity'), { email: this.anna.email })).code;
  }

  /** Signs Anna in as a program. @returns her session token */
  async signIn(): Promise<string> {
    const body = { email: this.anna.email, code: await this.code() };
    const response = await this.post('/sign-in/redeem', body);
    return ((await response.json()) as { sessionToken: string }).sessionToken;
  }

  async stop(): Promise<void> {
    for (const close of this.#closers) await close();
  }
}

export interface GraphqlBody {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
}

export interface Answer extends GraphqlBody {
  status: number;
  headers: Headers;
}

function mount(studio: TestStudio, definition: SubgraphDefinition): MountedSubgraph {
  return {
    name: definition.name,
    sdl: completeSdl(definition.typeDefs),
    schema: buildSchema(definition),
    services: studio.call(definition.name),
    contextFor: (call) => studio.call(definition.name, call.caller, call.correlationId),
  };
}

/** Waits until something becomes true, which it does by itself soon. @throws Error after ten seconds */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error('it never became true');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
