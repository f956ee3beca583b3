import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const skippedFolders = new Set(['node_modules', '.studio', 'dist', '.git', '.vite']);

/**
 * SHA-256 over the names and contents of files, so that what was derived from them can be reused exactly as long
 * as they are the same. Absent places count as empty.
 * @param places files or folders
 * @param matters which files count, by path relative to `root`; all by default
 */
export function contentHash(
  root: string,
  places: readonly string[],
  matters = (_file: string) => true,
): string {
  const hash = createHash('sha256');
  for (const file of places.flatMap((place) => filesOf(path.join(root, place))).sort()) {
    const relative = path.relative(root, file);
    if (!matters(relative)) continue;
    const content = readFileSync(file);
    hash.update(`${relative}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function filesOf(place: string): string[] {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const child = path.join(place, entry.name);
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : filesOf(child);
    return entry.isFile() ? [child] : [];
  });
}
