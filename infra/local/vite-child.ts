import path from 'node:path';
import { viteProgram, type WebApp } from './build-web.ts';
import type { StudioPorts } from './environment.ts';
import { type EmbeddedProcess, startEmbeddedProcess } from './services/embedded-process.ts';
import { LocalFault } from './services/local-fault.ts';
import { isHealthy } from './services/object-store.ts';
import { repositoryRoot } from './services/service-context.ts';
import { lastLines, waitUntil } from './services/wait-until.ts';

/** Serves a web app from source at its usual port (`--dev`). Its vite.config reads API_PORT for the proxy. */
export async function viteChild(
  app: WebApp,
  ports: StudioPorts,
  env: Record<string, string>,
  stateDir: string,
): Promise<EmbeddedProcess> {
  const port = app === 'web-user' ? ports.webUser : ports.webAdmin;
  const child = await startEmbeddedProcess({
    name: `${app}-dev`,
    command: process.execPath,
    args: [
      viteProgram,
      path.join(repositoryRoot, app),
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--strictPort',
    ],
    env: { PATH: env.PATH, HOME: env.HOME, NODE_ENV: 'development', API_PORT: env.API_PORT },
    cwd: path.join(repositoryRoot, app),
    stateDir,
  });
  try {
    await waitUntil(() => isHealthy(`http://127.0.0.1:${port}/`), { forMs: 60_000, unless: child.exited });
    return child;
  } catch (cause) {
    await child.stop();
    throw new LocalFault('CHILD_DOWN', `Vite did not come up for ${app}: ${lastLines(child)}`, {
      cause,
    });
  }
}
