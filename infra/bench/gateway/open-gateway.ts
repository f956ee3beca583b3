import { readGatewayConfig } from '@effect-studio/gateway/config';
import { createGateway } from '@effect-studio/gateway/create-gateway';
import type { RateTiers } from '@effect-studio/gateway/rates/rate-tier';
import { type ContextServices, callContext } from '@effect-studio/kernel/context';
import { InternalTokens } from '@effect-studio/kernel/graph/internal-token';
import type { MountedSubgraph } from '@effect-studio/kernel/host';
import { DEFAULT_TENANT_ID, newId } from '@effect-studio/kernel/ids';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { openRedis } from '@effect-studio/kernel/process/redis';
import {
  buildSchema,
  completeSdl,
  defineSubgraph,
  type SubgraphDefinition,
} from '@effect-studio/kernel/subgraph';
import { compose } from '@effect-studio/schema/build/compose';
import type { Ready } from './parent.ts';

/** Counted as ever, and high enough for what a bench asks in a minute. */
const OFTEN = { limit: 1_000_000_000, periodMs: 60_000 };
const UNHURRIED: RateTiers = { auth: OFTEN, critical: OFTEN, standard: OFTEN, report: OFTEN, webhook: OFTEN };

export interface GatewayUnderTest {
  contexts: readonly SubgraphDefinition[];
  /** Where the contexts listen; null mounts them here. */
  contextsPort: number | null;
}

/**
 * The studio's gateway as it ships, with a signed-in caller: session lookup, limits, trace ids, authorization by
 * the contexts' directives, internal tokens. Only identity is made up: it knows one session.
 */
export async function openGateway({ contexts, contextsPort }: GatewayUnderTest): Promise<Ready> {
  const environment = process.env as Record<string, string>;
  const log = createLogger('bench-gateway', 'silent');
  const redis = openRedis(environment.REDIS_URL!, 'commands');
  const identity = identityOfOne();
  const all = [identity, ...contexts];
  const mount = (context: SubgraphDefinition): MountedSubgraph => {
    // The resolvers of these benches use nothing of a context's services; subscriptions look at what is followed by these two.
    const services = { context: context.name, log, redis, eventLog: {}, ticks: {} } as ContextServices;
    return {
      name: context.name,
      sdl: completeSdl(context.typeDefs),
      schema: buildSchema(context),
      services,
      contextFor: (call) => callContext(services, call),
    };
  };
  const gateway = createGateway({
    config: readGatewayConfig({
      STUDIO_SECRET: environment.STUDIO_SECRET,
      STUDIO_MODE: 'embedded',
      S3_ENDPOINT: 'http://127.0.0.1:9',
    }),
    supergraphSdl: compose(all.map(({ name, typeDefs }) => ({ name, sdl: completeSdl(typeDefs) })))
      .supergraphSdl,
    subgraphs: (contextsPort === null ? all : [identity]).map(mount),
    remoteSubgraphs:
      contextsPort === null
        ? {}
        : Object.fromEntries(contexts.map(({ name }) => [name, `http://127.0.0.1:${contextsPort}`])),
    trustedDocuments: null,
    rateTiers: UNHURRIED,
    tokens: new InternalTokens({
      privateKeyPem: environment.INTERNAL_TOKEN_PRIVATE_KEY!,
      publicKeyPem: environment.INTERNAL_TOKEN_PUBLIC_KEY!,
    }),
    redis,
    log,
    health: { isReady: () => true, dependencies: [] },
    webApps: { user: { port: 0 }, admin: { port: 0 } },
    apiPort: 0,
  });
  await gateway.start();
  return { port: gateway.ports.api, headers: { authorization: 'Bearer the-session-of-the-bench' } };
}

/** A context without data of its own. */
export function context(
  name: SubgraphDefinition['name'],
  typeDefs: string,
  resolvers: Record<string, object>,
): SubgraphDefinition {
  return defineSubgraph({
    name,
    module: null,
    typeDefs,
    resolvers,
    entities: [],
    migrations: [],
    consumers: [],
    jobs: [],
  });
}

function identityOfOne(): SubgraphDefinition {
  const session = {
    sessionId: newId(),
    userId: newId(),
    tenantId: DEFAULT_TENANT_ID,
    roles: ['user'],
    scopes: ['user'],
    isRotationDue: false,
  };
  return context(
    'identity',
    `type Query {
      sessionIdentity(tokenHash: String!): SessionIdentity @requiresScopes(scopes: [["internal"]]) @tag(name: "internal")
      sessionLives(sessionId: ID!, tenantId: ID!): Boolean! @requiresScopes(scopes: [["internal"]]) @tag(name: "internal")
    }
    type SessionIdentity @tag(name: "internal") {
      sessionId: ID! userId: ID! tenantId: ID! roles: [String!]! scopes: [String!]! isRotationDue: Boolean!
    }`,
    { Query: { sessionIdentity: () => session, sessionLives: () => true } },
  );
}
