import { registerHooks } from 'node:module';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { SUBGRAPH_NAMES, sdlOf } from '../effects-graph.ts';
import { tellParent } from '../parent.ts';
import { subgraphUrl } from '../supergraphs.ts';

/**
 * The gateway of Mercurius on Fastify. Tuned as its documentation advises: NODE_ENV=production, logger off, the
 * JIT from the first repetition on, schemas given instead of polled for, as many connections to each service as
 * clients there are.
 */
mendEntityQueries();
const { default: mercuriusGateway } = await import('@mercuriusjs/gateway');
const port = Number(process.argv[2]);
const app = Fastify({ logger: false, keepAliveTimeout: 120_000 });
await app.register(mercuriusGateway as never, {
  jit: 1,
  graphiql: false,
  gateway: {
    services: SUBGRAPH_NAMES.map((name) => ({
      name,
      url: subgraphUrl(port, name),
      schema: sdlOf(name, 'without rules').replace('type Query', 'extend type Query'),
      connections: 32,
      keepAlive: 120_000,
      mandatory: true,
    })),
  },
});
await app.listen({ port: 0, host: '127.0.0.1' });
tellParent({ port: (app.server.address() as AddressInfo).port });

/**
 * Version 5.2.0 prints entity queries with a type where its name belongs, which graphql refuses from 16.13 on:
 * every join fails. With the name in its place it is as its authors meant it, and can be measured.
 */
function mendEntityQueries(): void {
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (!url.endsWith('@mercuriusjs/gateway/lib/gateway/make-resolver.js')) return loaded;
      const source = String(loaded.source).replaceAll('value: returnType', 'value: String(returnType)');
      return { ...loaded, source };
    },
  });
}
