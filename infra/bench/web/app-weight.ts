import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildWebApp, type WebApp } from '../../local/build-web.ts';
import type { Measurement } from '../bench.ts';

/** Files that the page loads before it can show anything, and the chunk of its first place with what that imports. */
export async function weightOf(app: WebApp): Promise<Measurement> {
  const { folder } = await buildWebApp(app);
  const assets = path.join(folder, 'assets');
  const first = app === 'web-admin' ? 'margin-place' : 'create-page';
  const html = await readFile(path.join(folder, 'index.html'), 'utf8');
  const entry = [...html.matchAll(/\/assets\/([\w.-]+\.(?:js|css))/g)].map(([, file]) => file!);
  const lazy = (await readdir(assets)).filter((file) => file.startsWith(first) && /\.(js|css)$/.test(file));
  const loaded = new Set<string>();
  const load = async (file: string): Promise<void> => {
    if (loaded.has(file)) return;
    loaded.add(file);
    if (!file.endsWith('.js')) return;
    const text = await readFile(path.join(assets, file), 'utf8');
    // Static imports only: what is imported later is not part of the first load.
    for (const [, other] of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) await load(other!);
  };
  for (const file of [...entry, ...lazy]) await load(file);
  const sizes = { js: 0, css: 0 };
  for (const file of loaded) {
    const bytes = gzipSync(await readFile(path.join(assets, file))).length;
    sizes[file.endsWith('.js') ? 'js' : 'css'] += bytes;
  }
  return {
    'JavaScript of the first load, gzip': sizes.js / 1000,
    'CSS of the first load, gzip': sizes.css / 1000,
  };
}
