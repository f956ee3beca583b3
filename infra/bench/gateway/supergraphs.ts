import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { SUBGRAPH_NAMES, sdlOf } from './effects-graph.ts';

/** The supergraph as the peers serve it. @param subgraphsPort where the subgraphs listen */
export function peerSupergraph(subgraphsPort: number): string {
  const result = composeServices(
    SUBGRAPH_NAMES.map((name) => ({
      name,
      url: subgraphUrl(subgraphsPort, name),
      typeDefs: parse(sdlOf(name, 'without rules')),
    })),
  );
  if (result.errors) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.supergraphSdl;
}

export const subgraphUrl = (port: number, name: string): string => `http://127.0.0.1:${port}/${name}/graphql`;
