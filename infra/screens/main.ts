import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContext } from 'playwright-core';
import { chromiumPath, StudioBrowser } from '../e2e/studio-browser.ts';
import { findRunningStudio } from '../local/run-file.ts';
import { LocalFault } from '../local/services/local-fault.ts';
import { reportFault } from '../local/services/report-fault.ts';
import { repositoryRoot } from '../local/services/service-context.ts';
import { ADMIN_SCREENS, DETAIL_SCREENS, firstOf, type Screen, USER_SCREENS } from './places.ts';

const USAGE = `npm run screens -- --out FOLDER [--as EMAIL] [--app admin|user] [--only PLACE,PLACE]

Photographs every page of both apps of the running studio, in both schemes at 390, 1,024 and 1,600 pixels, for people to
look at; the pages of a run and of an effect as well, where there is one. --as signs in to the dashboard as another admin, such as world-admin@studio.local after \`npm run seed -- --world\`.`;

const WIDTHS = [390, 1024, 1600] as const;
const SCHEMES = ['dark', 'light'] as const;
/** Charts and pictures are drawn by then; a page that is there already only has to be laid out again. */
const SETTLE_MS = { first: 1_500, again: 500 };

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    as: { type: 'string' },
    app: { type: 'string' },
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
    const only = values.only?.split(',');
    const isWanted = ({ app, name }: { app: string; name: string }) =>
      (values.app === undefined || app === values.app) &&
      (only === undefined || only.some((start) => name.startsWith(start)));
    const named = [...ADMIN_SCREENS, ...USER_SCREENS].map(({ app, place }) => ({
      app,
      name: place,
      find: async (): Promise<string | null> => place,
    }));
    const details = DETAIL_SCREENS.map((screen) => ({
      app: screen.app,
      name: screen.name,
      find: () => firstOf(people, screen),
    }));
    for (const one of [...named, ...details].filter(isWanted)) {
      const place = await one.find();
      if (place === null) continue;
      for (const scheme of SCHEMES)
        await photograph(people[one.app], { app: one.app, name: one.name, place }, scheme, values.out);
    }
    for (const complaint of new Set(browser.complaints)) process.stderr.write(`${complaint}\n`);
  } finally {
    await browser.stop();
  }
}

async function photograph(
  context: BrowserContext,
  { app, place, name }: Screen & { name: string },
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
    await page.waitForTimeout(width === WIDTHS[0] ? SETTLE_MS.first : SETTLE_MS.again);
    const file = `${app}-${name.replaceAll('/', '-')}-${scheme}-${width}.png`;
    await page.screenshot({ path: path.join(out, file), fullPage: true });
  }
  await page.close();
  process.stdout.write(`${app} ${name}, ${scheme}\n`);
}

await main().catch(reportFault);
