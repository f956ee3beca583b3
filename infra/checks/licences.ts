import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Licences that ask for no more than to be named. */
const PERMISSIVE = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'Python-2.0',
  'Unlicense',
]);

/** What is used all the same, each with the reason; README.md says so, too. */
const ACCEPTED: readonly { name: RegExp; licence: string; why: string }[] = [
  { name: /^@apollo\//, licence: 'Elastic-2.0', why: 'the planner; not offered to others as a service' },
  { name: /^@ffmpeg-binary\//, licence: 'GPL-3.0-or-later', why: 'a program that is started, not linked' },
  { name: /^@ffprobe-installer\//, licence: 'GPL-3.0', why: 'a program that is started, not linked' },
  { name: /^@ffprobe-installer\//, licence: 'LGPL-2.1', why: 'a program that is started, not linked' },
  { name: /^@fontsource-variable\//, licence: 'OFL-1.1', why: 'fonts, served as they are' },
  {
    name: /^(lightningcss|axe-core|web-push$)/,
    licence: 'MPL-2.0',
    why: 'used as it is; changes would be published',
  },
];

export interface Package {
  name: string;
  /** An SPDX expression. */
  licence: string;
}

/** Of an expression one side of each `OR` suffices, and every side of each `AND` counts. */
export function isPermissive(expression: string): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((side) => side.split(' AND ').every((licence) => PERMISSIVE.has(licence.trim())));
}

/** Packages that go with the product under terms that nobody has looked at. */
export const unclear = (packages: readonly Package[]): Package[] =>
  packages.filter(
    ({ name, licence }) =>
      !isPermissive(licence) && !ACCEPTED.some((known) => known.name.test(name) && known.licence === licence),
  );

interface Spdx {
  packages: { name: string; licenseDeclared?: string }[];
}

/** What the product is made of, from npm's bill of materials; tools that only we use are left out. */
export function shippedPackages(root: string): Package[] {
  const text = execFileSync('npm', ['sbom', '--omit', 'dev', '--sbom-format=spdx'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return (JSON.parse(text) as Spdx).packages
    .filter(({ name }) => name !== 'effect-studio' && !name.startsWith('@effect-studio/'))
    .map(({ name, licenseDeclared }) => ({ name, licence: licenseDeclared ?? 'NONE' }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const packages = shippedPackages(fileURLToPath(new URL('../../', import.meta.url)));
  const faults = unclear(packages);
  for (const { name, licence } of faults) process.stderr.write(`${name}: ${licence}\n`);
  if (faults.length > 0) {
    process.stderr.write('Take another package, or accept it in infra/checks/licences.ts with the reason.\n');
  }
  process.exitCode = faults.length === 0 && packages.length > 100 ? 0 : 1;
}
