import { readFileSync } from 'node:fs';
import { readGatewayConfig } from '@effect-studio/gateway/config';
import { createGateway, type Gateway } from '@effect-studio/gateway/create-gateway';
import { UNHURRIED_RATES } from '@effect-studio/gateway/rates/testing/unhurried-rates';
import { TrustedDocuments } from '@effect-studio/gateway/trusted-documents/trusted-documents';
import { openSessionForIssuer } from '@effect-studio/identity/use-cases/open-session-for-issuer';
import type { KernelConfig } from '@effect-studio/kernel/config';
import { systemCaller } from '@effect-studio/kernel/context';
import { isProblem } from '@effect-studio/kernel/errors';
import { Host } from '@effect-studio/kernel/host';
import { newId } from '@effect-studio/kernel/ids';
import { migrate } from '@effect-studio/kernel/migrations/migrate';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';
import { createTestDatabase } from '@effect-studio/testing/test-database';
import { testConfig } from '@effect-studio/testing/test-environment';
import pg from 'pg';
import { CONTEXTS } from '../contexts.ts';

/** The api as its process composes it, in this one: every context, the gateway, a database of its own. */
export class ApiUnderTest {
  readonly host: Host;
  readonly gateway: Gateway;
  readonly config: KernelConfig;
  /** Of the database's owner. */
  readonly owner: pg.Pool;
  readonly #drop: () => Promise<void>;

  private constructor(parts: Pick<ApiUnderTest, 'host' | 'gateway' | 'config'>, drop: () => Promise<void>) {
    this.host = parts.host;
    this.gateway = parts.gateway;
    this.config = parts.config;
    this.owner = new pg.Pool({ connectionString: parts.config.DATABASE_URL, max: 2 });
    this.owner.on('error', () => undefined);
    this.#drop = drop;
  }

  /** @param options.withWorkers relay, consumers and jobs run here too; default false */
  static async start({
    withWorkers = false,
    ...settings
  }: Partial<KernelConfig> & { withWorkers?: boolean } = {}) {
    const database = await createTestDatabase();
    const config = { ...testConfig(database.url), ...settings };
    process.env.STUDIO_SECRET = config.STUDIO_SECRET;
    await migrate(database.url, config.STUDIO_SECRET, CONTEXTS, createLogger('test', 'silent'));
    const host = new Host({ config, definitions: CONTEXTS, service: 'api', withWorkers });
    await host.start();
    const { STUDIO_SECRET, S3_ENDPOINT } = config;
    const gateway = createGateway({
      config: readGatewayConfig({ STUDIO_SECRET, S3_ENDPOINT, STUDIO_MODE: 'embedded' }),
      supergraphSdl: readFileSync(`${REPOSITORY}schema/supergraph.graphql`, 'utf8'),
      trustedDocuments: TrustedDocuments.read(),
      rateTiers: UNHURRIED_RATES,
      subgraphs: host.subgraphs,
      tokens: host.tokens,
      redis: host.redis,
      log: host.log,
      health: host.health,
      webApps: { user: { port: 0 }, admin: { port: 0 } },
      apiPort: 0,
    });
    await gateway.start();
    return new ApiUnderTest({ host, gateway, config }, () => database.drop());
  }

  /** Somebody new, signed in. @returns their session token */
  async signIn(): Promise<string> {
    const email = `${newId()}@example.org`;
    const account = { issuer: 'https://issuer.example', subject: email, email };
    const call = this.host
      .subgraph('identity')
      .contextFor({ caller: systemCaller(), correlationId: newId() });
    const session = await openSessionForIssuer(call, { ...account, displayName: 'Anna', device: 'test' });
    if (isProblem(session) || !('token' in session)) throw new Error('nobody was signed in');
    return session.token;
  }

  /** Asks over HTTP. @returns the whole answer */
  async ask(query: string, token?: string): Promise<{ data?: object | null; errors?: object[] }> {
    const response = await fetch(`http://127.0.0.1:${this.gateway.ports.api}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data?: object | null; errors?: object[] };
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
    await this.host.stop();
    await this.owner.end();
    await this.#drop();
  }
}
