import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContext } from 'playwright-core';
import { chromiumPath, StudioBrowser } from '../e2e/studio-browser.ts';
import { findRunningStudio } from '../local/run-file.ts';
import { LocalFault } from '../local/services/local-fault.ts';
import { reportFault } from '../local/services/report-fault.ts';
import { repositoryRoot } from '../local/services/service-context.ts';
import { ADMIN_SCREENS, type Screen, USER_SCREENS } from './places.ts';

const USAGE = `npm run screens -- --out FOLDER [--as EMAIL] [--only PLACE]

Photographs every page of both apps of the running studio, in both schemes at 390, 1,024 and 1,600 pixels, for people to
look at. --as signs in to the dashboard as another admin, such as world-admin@studio.local after \`npm run seed -- --world\`.`;

const WIDTHS = [390, 1024, 1600] as const;
const SCHEMES = ['dark', 'light'] as const;
/** Charts and pictures are drawn by then. */
const SETTLE_MS = 1_500;

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    as: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
});

async function main(): Promise<void> {
  if (values.help || !values.out) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  if (!chromiumPath)
    throw new LocalFault('NO_CHROMIUM', 'There is no Chromium here; CHROMIUM_PATH may name one.');
  const stateDir = path.join(repositoryRoot, '.studio');
  const urls = findRunningStudio(stateDir)?.urls;
  if (!urls) throw new LocalFault('NOT_READY', 'No studio runs here. Start one with `npm start` first.');
  const browser = await StudioBrowser.start({ urls, stateDir });
  try {
    const people = { admin: await browser.signIn('admin', values.as), user: await browser.signIn('creator') };
    const isWanted = ({ place }: Screen) => values.only === undefined || place.startsWith(values.only);
    for (const screen of [...ADMIN_SCREENS, ...USER_SCREENS].filter(isWanted)) {
      for (const scheme of SCHEMES) await photograph(people[screen.app], screen, scheme, values.out);
    }
    for (const complaint of new Set(browser.complaints)) process.stderr.write(`${complaint}\n`);
  } finally {
    await browser.stop();
  }
}

async function photograph(
  context: BrowserContext,
  { app, place }: Screen,
  scheme: (typeof SCHEMES)[number],
  out: string,
): Promise<void> {
  mkdirSync(out, { recursive: true });
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addInitScript(`localStorage.setItem('mantine-color-scheme-value', '${scheme}')`);
  await page.goto(`/#/${place}`);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 500 ? 844 : 1000 });
    await page.waitForTimeout(SETTLE_MS);
    const file = `${app}-${place.replaceAll('/', '-')}-${scheme}-${width}.png`;
    await page.screenshot({ path: path.join(out, file), fullPage: true });
  }
  await page.close();
  process.stdout.write(`${app} ${place}, ${scheme}\n`);
}

await main().catch(reportFault);
