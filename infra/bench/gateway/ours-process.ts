import { startTracing } from '@effect-studio/telemetry/start-tracing';
import { RESOLVERS, SUBGRAPH_NAMES, sdlOf } from './effects-graph.ts';
import { context, openGateway } from './open-gateway.ts';
import { tellParent } from './parent.ts';

/** Ours, with its spans sent as in production. Argument: where the subgraphs listen, or nothing to mount them here. */
await startTracing('api');
const contexts = SUBGRAPH_NAMES.map((name) => context(name, sdlOf(name, 'with rules'), RESOLVERS[name]));
const port = process.argv[2];
tellParent(await openGateway({ contexts, contextsPort: port ? Number(port) : null }));
