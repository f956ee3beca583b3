import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { tellParent } from '../parent.ts';
import { peerSupergraph } from '../supergraphs.ts';

/**
 * The stock gateway: `@apollo/gateway` on Apollo Server on express, with RemoteGraphQLDataSource. Tuned as its
 * documentation advises: NODE_ENV=production, a supergraph from a file instead of polling, usage reporting off,
 * stack traces off; parsed documents and plans are cached, and connections kept alive, by default.
 */
const gateway = new ApolloGateway({ supergraphSdl: peerSupergraph(Number(process.argv[2])) });
const server = new ApolloServer({
  gateway,
  includeStacktraceInErrorResponses: false,
  introspection: false,
  plugins: [ApolloServerPluginUsageReportingDisabled()],
});
await server.start();
const app = express();
app.disable('x-powered-by').disable('etag');
app.use('/graphql', express.json(), expressMiddleware(server));
const listener = createServer(app);
listener.keepAliveTimeout = 120_000;
listener.listen(0, '127.0.0.1', () => tellParent({ port: (listener.address() as AddressInfo).port }));
