import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { contentHash } from './content-hash.ts';
import { runToEnd } from './run-to-end.ts';
import { LocalFault } from './services/local-fault.ts';
import { repositoryRoot } from './services/service-context.ts';

export type WebApp = 'web-user' | 'web-admin';

const keptBuilds = 3;
export const viteProgram = path.join(repositoryRoot, 'node_modules', 'vite', 'bin', 'vite.js');

/**
 * The built form of a web app, from the cache when nothing that goes into it has changed.
 * @returns the folder to serve, `.studio/web/<app>/<hash>`
 * @throws LocalFault when the app is missing or does not build
 */
export async function buildWebApp(app: WebApp): Promise<{ folder: string; built: boolean }> {
  if (!existsSync(path.join(repositoryRoot, app, 'index.html'))) {
    throw new LocalFault('WEB_APP_MISSING', `This checkout is incomplete: ${app}/index.html is missing.`);
  }
  const hash = contentHash(repositoryRoot, [app, 'packages/web-kit', 'schema', 'package-lock.json']).slice(
    0,
    24,
  );
  const cache = path.join(repositoryRoot, '.studio', 'web', app);
  const folder = path.join(cache, hash);
  if (existsSync(folder)) {
    const now = new Date();
    utimesSync(folder, now, now);
    return { folder, built: false };
  }
  mkdirSync(cache, { recursive: true });
  const fresh = path.join(cache, `${hash}.${process.pid}`);
  const args = [
    'build',
    path.join(repositoryRoot, app),
    '--outDir',
    fresh,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ];
  try {
    await runToEnd(`Building ${app}`, viteProgram, args, { ...process.env, NODE_ENV: 'production' });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  forgetOldBuilds(cache);
  return { folder, built: true };
}

function forgetOldBuilds(cache: string): void {
  const builds = readdirSync(cache)
    .map((name) => path.join(cache, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const build of builds.slice(keptBuilds)) rmSync(build, { recursive: true, force: true });
}
