import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { RESOLVERS, SUBGRAPH_NAMES, sdlOf } from './effects-graph.ts';
import { tellParent } from './parent.ts';

/**
 * The three subgraphs over HTTP, for all gateways alike: `POST /<name>/graphql`. An operation is executed once
 * and then answered from memory by its body, so that on a small machine the gateways are what is measured.
 */
const schemas = new Map(
  SUBGRAPH_NAMES.map((name) => [
    `/${name}/graphql`,
    buildSubgraphSchema([
      { typeDefs: parse(sdlOf(name, 'without rules')), resolvers: RESOLVERS[name] as never },
    ]),
  ]),
);
const answers = new Map<string, Buffer>();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const url = request.url!;
    const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    const key = `${url}${body.toString('latin1')}`;
    const known = answers.get(key);
    const send = (answer: Buffer): void => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length })
        .end(answer);
    };
    if (known) return send(known);
    void answer(url, body.toString()).then((made) => {
      answers.set(key, made);
      send(made);
    });
  });
});

async function answer(url: string, body: string): Promise<Buffer> {
  const { query, variables, operationName } = JSON.parse(body) as {
    query: string;
    variables?: Record<string, unknown>;
    operationName?: string;
  };
  const result = await execute({
    schema: schemas.get(url)!,
    document: parse(query),
    variableValues: variables,
    operationName,
  });
  return Buffer.from(JSON.stringify(result));
}

server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => tellParent({ port: (server.address() as AddressInfo).port }));
