import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';

/** A subgraph of a test. */
export interface ToySubgraph {
  sdl: string;
  resolvers: Record<string, object>;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@interfaceObject", "@override"])\n`;

/** SDL of Federation 2. */
export const federation2 = (sdl: string): string => LINK + sdl;

/** Subgraphs behind HTTP, and the supergraph that names their addresses. */
export class ToyFederation {
  readonly supergraphSdl: string;
  /** Operations that came, by subgraph. */
  readonly asked: { subgraph: string; query: string }[];
  readonly #server: Server;

  private constructor(supergraphSdl: string, asked: ToyFederation['asked'], server: Server) {
    this.supergraphSdl = supergraphSdl;
    this.asked = asked;
    this.#server = server;
  }

  static async open(subgraphs: Readonly<Record<string, ToySubgraph>>): Promise<ToyFederation> {
    const asked: ToyFederation['asked'] = [];
    const schemas = new Map(
      Object.entries(subgraphs).map(([name, { sdl, resolvers }]) => [
        name,
        buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
      ]),
    );
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const name = request.url!.slice(1);
      const { query, variables } = JSON.parse(Buffer.concat(chunks).toString()) as {
        query: string;
        variables: Record<string, unknown>;
      };
      asked.push({ subgraph: name, query });
      const answer = await execute({
        schema: schemas.get(name)!,
        document: parse(query),
        variableValues: variables,
      });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const result = composeServices(
      Object.entries(subgraphs).map(([name, { sdl }]) => ({
        name,
        url: `http://127.0.0.1:${port}/${name}`,
        typeDefs: parse(sdl),
      })),
    );
    if (result.errors) throw new Error(result.errors.map(({ message }) => message).join('\n'));
    return new ToyFederation(result.supergraphSdl, asked, server);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
