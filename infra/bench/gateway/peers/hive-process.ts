import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tellParent } from '../parent.ts';
import { peerSupergraph } from '../supergraphs.ts';

/**
 * Hive Gateway, as its programme starts it, on `node:http`. Tuned as its documentation advises: NODE_ENV=production,
 * a static supergraph, logging, GraphiQL and landing page off; parsing, validation and plans
 * are cached, and connections kept alive, by default.
 */
// By a name that the compiler does not follow: its types bring the browser's into those of every server here.
const runtime: string = '@graphql-hive/gateway-runtime';
const { createGatewayRuntime } = (await import(runtime)) as {
  createGatewayRuntime(options: object): RequestListener;
};
const gateway = createGatewayRuntime({
  supergraph: peerSupergraph(Number(process.argv[2])),
  logging: false,
  graphiql: false,
  landingPage: false,
  maskedErrors: true,
});
const listener = createServer(gateway);
listener.keepAliveTimeout = 120_000;
listener.listen(0, '127.0.0.1', () => tellParent({ port: (listener.address() as AddressInfo).port }));
