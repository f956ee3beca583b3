import { fileURLToPath } from 'node:url';
import { createGateway, type Gateway, type GatewayOptions } from './create-gateway.ts';
import { SupergraphFile } from './execution/supergraph-file.ts';
import { TrustedDocuments } from './trusted-documents/trusted-documents.ts';

/** The supergraph that the contexts of this release were composed to. It is in the repository, so no context is asked for its part. */
const RELEASED = fileURLToPath(new URL('../schema/supergraph.graphql', import.meta.url));

/**
 * Starts a gateway on the supergraph of this release, or on that of `SUPERGRAPH_FILE`: then it starts from the last
 * one that loaded when the file is broken, and takes every later one while it runs. Contexts that are down keep it
 * from nothing; fields of theirs are null until they are there.
 * @returns the running gateway; stopping it ends the watching, too
 */
export async function startGateway(
  options: Omit<GatewayOptions, 'supergraphSdl' | 'trustedDocuments'>,
): Promise<Pick<Gateway, 'ports' | 'stop'>> {
  const { config, log } = options;
  const { SUPERGRAPH_FILE: watched, SUPERGRAPH_LAST_GOOD_FILE: lastGood } = config;
  const source = new SupergraphFile({
    file: watched ?? RELEASED,
    lastGoodFile: watched ? (lastGood ?? `${watched}.last-good`) : null,
    log,
  });
  const gateway = await source.start(async (supergraphSdl) => {
    const started = createGateway({ ...options, supergraphSdl, trustedDocuments: TrustedDocuments.read() });
    try {
      await started.start();
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  });
  const stopWatching = watched
    ? source.watch((supergraphSdl) =>
        gateway.reload({ supergraphSdl, trustedDocuments: TrustedDocuments.read() }),
      )
    : () => undefined;
  return {
    ports: gateway.ports,
    stop: () => {
      stopWatching();
      return gateway.stop();
    },
  };
}
