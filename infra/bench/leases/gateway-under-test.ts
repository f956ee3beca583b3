import { readFileSync } from 'node:fs';
import { readGatewayConfig } from '@effect-studio/gateway/config';
import { createGateway } from '@effect-studio/gateway/create-gateway';
import { AccessTokens } from '@effect-studio/gateway/machine-tokens/access-tokens';
import { UNHURRIED_RATES } from '@effect-studio/gateway/rates/testing/unhurried-rates';
import { TrustedDocuments } from '@effect-studio/gateway/trusted-documents/trusted-documents';
import { callContext } from '@effect-studio/kernel/context';
import type { MountedSubgraph } from '@effect-studio/kernel/host';
import { DEFAULT_TENANT_ID } from '@effect-studio/kernel/ids';
import type { Storage } from '@effect-studio/kernel/objects/storage';
import { buildSchema, completeSdl, defineSubgraph } from '@effect-studio/kernel/subgraph';
import { REPOSITORY, readContextSdls } from '@effect-studio/schema/build/contexts';
import type { BenchAgent, ExecutionUnderTest } from './execution-under-test.ts';

/** The studio's gateway before execution, as the api process has them. */
export interface LeaseGateway {
  readonly port: number;
  /** The bearer that an agent's machine would have got for its signed assertion. */
  accessToken(agent: BenchAgent): Promise<string>;
  close(): Promise<void>;
}

/**
 * The whole supergraph and every check on the way: access tokens, audience, limits, rates, plans, authorization. Only
 * identity is made up, which knows every machine; the other contexts are never asked.
 * @param storage where outputs lie
 */
export async function openLeaseGateway(under: ExecutionUnderTest, storage: Storage): Promise<LeaseGateway> {
  const { host, mounted, config } = under;
  const services = { ...mounted.services, storage };
  const identity = mountedIdentity(mounted);
  const gateway = createGateway({
    config: readGatewayConfig({
      STUDIO_SECRET: config.STUDIO_SECRET,
      STUDIO_MODE: 'embedded',
      S3_ENDPOINT: config.S3_ENDPOINT,
    }),
    supergraphSdl: readFileSync(`${REPOSITORY}schema/supergraph.graphql`, 'utf8'),
    subgraphs: [identity, { ...mounted, contextFor: (call) => callContext(services, call) }],
    remoteSubgraphs: Object.fromEntries(readContextSdls().map(({ name }) => [name, 'http://127.0.0.1:9'])),
    trustedDocuments: TrustedDocuments.read(),
    rateTiers: UNHURRIED_RATES,
    tokens: host.tokens,
    redis: host.redis,
    log: host.log,
    health: { isReady: () => true, dependencies: [] },
    webApps: { user: { port: 0 }, admin: { port: 0 } },
    apiPort: 0,
  });
  await gateway.start();
  const tokens = new AccessTokens(config.STUDIO_SECRET);
  return {
    port: gateway.ports.api,
    accessToken: ({ clientId }) => tokens.sign(clientId, ['agent:lease']),
    close: () => gateway.stop(),
  };
}

function mountedIdentity({ services }: MountedSubgraph): MountedSubgraph {
  const machineIdentity = (_: unknown, { clientId }: { clientId: string }) => ({
    clientId,
    tenantId: DEFAULT_TENANT_ID,
    ownerId: clientId,
    kind: 'AGENT',
    quotaPerDay: null,
    publicKeyJwk: {},
    scopes: ['agent:lease'],
  });
  const identity = defineSubgraph({
    name: 'identity',
    module: null,
    typeDefs: `
      type Query { machineIdentity(clientId: ID!): MachineIdentity @requiresScopes(scopes: [["internal"]]) @tag(name: "internal") }
      type MachineIdentity @tag(name: "internal") {
        clientId: ID! tenantId: ID! ownerId: ID! kind: String! quotaPerDay: Int publicKeyJwk: JSON! scopes: [String!]!
      }`,
    resolvers: { Query: { machineIdentity } },
    entities: [],
    migrations: [],
    consumers: [],
    jobs: [],
  });
  const own = { ...services, context: identity.name };
  return {
    name: identity.name,
    sdl: completeSdl(identity.typeDefs),
    schema: buildSchema(identity),
    services: own,
    contextFor: (call) => callContext(own, call),
  };
}
