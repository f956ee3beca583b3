// Behind `npm run e2e`, every journey, and `npm run e2e:full`, which also has axe on every page and keeps the pictures.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../local/bootstrap.mjs';

const CHROMIUM = '/usr/bin/chromium';
const further = process.argv.slice(2);
const isFull = further[0] === '--full';

installChromium();
process.env.E2E_JOURNEYS = '1';
if (isFull) {
  process.env.E2E_FULL = '1';
  process.env.E2E_PICTURES ??= path.resolve(import.meta.dirname, '../../.studio/pictures');
}
await launch('infra/local/test.ts', ['infra/e2e/web-', ...(isFull ? further.slice(1) : further)]);

/** Debian's, where there is none and this account may install it; else the tests say that they are skipped, and why. */
function installChromium() {
  const isThere = [process.env.CHROMIUM_PATH, CHROMIUM].some((file) => file && existsSync(file));
  if (isThere || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  process.stderr.write('Installing Chromium for the journeys.\n');
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  if (install()) return;
  spawnSync('apt-get', ['update'], { stdio: 'ignore' });
  if (!install()) process.stderr.write('Chromium could not be installed; CHROMIUM_PATH may name one.\n');
}
