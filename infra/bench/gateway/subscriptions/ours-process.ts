import { context, openGateway } from '../open-gateway.ts';
import { tellParent } from '../parent.ts';
import { Changes, PARTS } from './changes-graph.ts';
import { obeyParent } from './obey-parent.ts';

/** The studio's gateway over the same graph in three contexts, mounted beside it. */
const changes = new Changes();
const contexts = PARTS(changes).map(({ name, sdl, resolvers }) => context(name, sdl, resolvers));
const ready = await openGateway({ contexts, contextsPort: null });
obeyParent(changes);
tellParent(ready);
