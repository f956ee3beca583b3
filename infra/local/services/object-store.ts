import path from 'node:path';
import { type EmbeddedProcess, startEmbeddedProcess } from './embedded-process.ts';
import { LocalFault } from './local-fault.ts';
import { choosePort } from './ports.ts';
import { repositoryRoot, type ServiceContext } from './service-context.ts';
import { lastLines, waitUntil } from './wait-until.ts';

/** How to reach an S3-compatible store, path-style. */
export interface S3Access {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly bucket: string;
}

export interface ObjectStoreService {
  readonly access: S3Access;
  readonly port: number;
  readonly process: EmbeddedProcess;
}

/** Our own S3-compatible store below the state directory. @throws LocalFault `OBJECT_STORE_DOWN` after 15 s */
export async function startObjectStore(context: ServiceContext): Promise<ObjectStoreService> {
  const port = await choosePort('object-store', context.preferredPort(4900), context);
  const endpoint = `http://127.0.0.1:${port}`;
  const access = {
    endpoint,
    region: 'us-east-1',
    accessKeyId: context.secrets.objectStoreAccessKeyId,
    secretAccessKey: context.secrets.objectStoreSecretAccessKey,
    bucket: 'effect-studio',
  };
  const server = await startEmbeddedProcess({
    name: 'object-store',
    command: process.execPath,
    args: ['--max-old-space-size=64', path.join(repositoryRoot, 'infra', 'object-store', 'main.ts')],
    env: {
      PATH: process.env.PATH,
      OBJECT_STORE_DIR: path.join(context.stateDir, 'object-store'),
      OBJECT_STORE_PORT: String(port),
      OBJECT_STORE_REGION: access.region,
      OBJECT_STORE_ACCESS_KEY_ID: access.accessKeyId,
      OBJECT_STORE_SECRET_ACCESS_KEY: access.secretAccessKey,
      OBJECT_STORE_BUCKETS: access.bucket,
    },
    stateDir: context.stateDir,
  });
  try {
    await waitUntil(() => isHealthy(`${endpoint}/-/health`), { forMs: 15_000, unless: server.exited });
  } catch (cause) {
    await server.stop();
    throw new LocalFault('OBJECT_STORE_DOWN', `The object store did not come up: ${lastLines(server)}`, {
      cause,
    });
  }
  return { access, port, process: server };
}

/** Whether an address answers with success now. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
