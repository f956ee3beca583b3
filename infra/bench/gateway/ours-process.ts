import { RESOLVERS, SUBGRAPH_NAMES, sdlOf } from './effects-graph.ts';
import { context, openGateway } from './open-gateway.ts';
import { tellParent } from './parent.ts';

/** Ours. Argument: where the subgraphs listen, or nothing to mount them here. */
const contexts = SUBGRAPH_NAMES.map((name) => context(name, sdlOf(name, 'with rules'), RESOLVERS[name]));
const port = process.argv[2];
tellParent(await openGateway({ contexts, contextsPort: port ? Number(port) : null }));
