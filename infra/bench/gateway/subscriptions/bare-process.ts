import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { tellParent } from '../parent.ts';
import { Changes, WHOLE } from './changes-graph.ts';
import { obeyParent } from './obey-parent.ts';

/** A bare graphql-ws server over the graph in one piece: no gateway, no sign-in, no limits. */
const changes = new Changes();
const schema = buildSubgraphSchema([
  { typeDefs: parse(WHOLE.sdl), resolvers: WHOLE.resolvers(changes) as never },
]);
const server = createServer();
useServer({ schema }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(0, '127.0.0.1', () => {
  obeyParent(changes);
  tellParent({ port: (server.address() as AddressInfo).port });
});
