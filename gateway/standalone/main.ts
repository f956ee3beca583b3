import path from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger } from '@effect-studio/kernel/observation/logger';
import { stopOnSignals } from '@effect-studio/kernel/process/shutdown';
import { SupergraphFile } from '../execution/supergraph-file.ts';
import { StandaloneGateway } from './standalone-gateway.ts';

/** Behind `npm run gateway`. */
const USAGE = `npm run gateway -- --supergraph FILE [--port N] [--host H]

  --supergraph  a composed supergraph (SDL); the file is watched, and reloaded when it changes
  --port        default 4000; 0 lets the system choose
  --host        default 127.0.0.1

  The graph is at /graphql, health at /health. FILE.last-good is the last one that loaded: the gateway
  starts from it when FILE is broken.`;

const { supergraph, port, host } = readOptions();
const log = createLogger('gateway', process.env.LOG_LEVEL ?? 'info');
const source = new SupergraphFile({ file: supergraph, lastGoodFile: `${supergraph}.last-good`, log });
try {
  const gateway = await source.start((supergraphSdl) =>
    StandaloneGateway.load({ supergraphSdl, port, host, log }),
  );
  const opened = await gateway.start();
  const stopWatching = source.watch((sdl) => gateway.reload(sdl));
  stopOnSignals(log, async () => {
    stopWatching();
    await gateway.stop();
  });
  process.stdout.write(`The graph is at http://${host}:${opened}/graphql\n`);
} catch (error) {
  process.stderr.write(
    `${supergraph} cannot be served: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exit(1);
}

function readOptions(): { supergraph: string; port: number; host: string } {
  try {
    const { values } = parseArgs({
      options: {
        supergraph: { type: 'string' },
        port: { type: 'string', default: '4000' },
        host: { type: 'string', default: '127.0.0.1' },
      },
    });
    const port = Number(values.port);
    if (!values.supergraph || !Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(USAGE);
    // npm runs scripts in the repository's root, wherever it was called.
    const supergraph = path.resolve(process.env.INIT_CWD ?? process.cwd(), values.supergraph);
    return { supergraph, port, host: values.host };
  } catch {
    process.stderr.write(`${USAGE}\n`);
    process.exit(1);
  }
}
