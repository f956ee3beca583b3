import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import type { NabProfile, NabSeries } from './nab-score.ts';

const windowsSchema = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));
const profilesSchema = z.record(
  z.string(),
  z.object({ CostMatrix: z.object({ tpWeight: z.number(), fnWeight: z.number(), fpWeight: z.number() }) }),
);

const timeOf = (text: string): number => Date.parse(`${text.trim().replace(' ', 'T')}Z`);

/** Looks for a file beside the folder or in it. @throws Error that names what is missing */
function beside(dir: string, name: string): string {
  const found = [join(dir, name), join(dirname(dir), name)].find((path) => existsSync(path));
  if (!found) throw new Error(`There is no ${name} in ${dir} or beside it.`);
  return found;
}

/** Where `data` lies, whether its parent was given or itself. */
const dataIn = (dir: string): string => (existsSync(join(dir, 'data')) ? join(dir, 'data') : dir);

/**
 * Reads series in NAB's format: `<category>/<name>.csv` with a header and `timestamp,value`, and labelled windows as
 * `{"<category>/<name>.csv": [[from, to], …]}`.
 */
export function readNab(dir: string, windowsFile?: string): NabSeries[] {
  const data = dataIn(dir);
  const windows = windowsSchema.parse(
    JSON.parse(readFileSync(windowsFile ?? beside(dir, 'windows.json'), 'utf8')),
  );
  const files = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.csv'))
    .sort();
  if (files.length === 0) throw new Error(`There is no series (*.csv) in ${data}.`);
  return files.map((file) => {
    const rows = readFileSync(join(data, file), 'utf8').trim().split(/\r?\n/).slice(1);
    const times = rows.map((row) => timeOf(row.split(',')[0]!));
    const name = relative(data, join(data, file)).replaceAll('\\', '/');
    return {
      name,
      times,
      values: rows.map((row) => Number(row.split(',')[1])),
      windows: (windows[name] ?? []).map(([from, to]) => [
        times.findIndex((time) => time >= timeOf(from)),
        times.findLastIndex((time) => time <= timeOf(to)),
      ]),
    };
  });
}

/** The application profiles that lie with the data. */
export function readProfiles(dir: string): Record<string, NabProfile> {
  const profiles = profilesSchema.parse(
    JSON.parse(readFileSync(beside(dataIn(dir), 'profiles.json'), 'utf8')),
  );
  return Object.fromEntries(Object.entries(profiles).map(([name, { CostMatrix }]) => [name, CostMatrix]));
}
