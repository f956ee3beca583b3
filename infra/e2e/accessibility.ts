import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export type Scheme = 'dark' | 'light';

interface Place {
  hash: string;
  /** Words that are there when the page has what it shows. */
  shows: string | RegExp;
}

/** Room for the phone, the tablet and the desk. */
export const WIDTHS = [390, 1024, 1600] as const;

/**
 * What axe finds against WCAG 2.2 A and AA on a place of an app, as `width, rule: element`; the page is loaded once and
 * laid out again for each width. With `E2E_PICTURES` (a folder) it is also photographed.
 */
export async function violationsOf(
  context: BrowserContext,
  { hash, shows }: Place,
  scheme: Scheme,
  widths: readonly number[] = [1440],
): Promise<string[]> {
  const page = await context.newPage();
  try {
    // A colour half way through its transition is no colour of the design.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.addInitScript(ownScheme(scheme));
    await page.goto(`/${hash}`);
    await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
    await page.getByRole('main').getByText(shows).first().waitFor();
    await loadAxe(page);
    const found: string[] = [];
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      await atRest(page);
      found.push(...(await violationsAtRest(page)).map((fault) => `${width}, ${fault}`));
      await photograph(
        page,
        `${hash.replace(/^#?\/?/, '').replaceAll('/', '-') || 'page'}-${scheme}-${width}`,
      );
    }
    return found;
  } finally {
    await page.close();
  }
}

/** Gives one page a scheme of its own: the kept one is shared by all pages of a person, which tell each other of changes. */
const ownScheme = (scheme: Scheme): string => `
  const kept = Storage.prototype.getItem;
  Storage.prototype.getItem = function (key) {
    return key === 'mantine-color-scheme-value' ? '${scheme}' : kept.call(this, key);
  };
  addEventListener('storage', (event) => event.stopImmediatePropagation(), true);
`;

/** Waits until nothing loads and what came is drawn: a button that is enabled this moment is between two colours. */
async function atRest(page: Page): Promise<void> {
  await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))');
}

/** What axe finds twice: a button that data enabled while it looked is in two states at once. */
async function violationsAtRest(page: Page): Promise<string[]> {
  const first = await violationsNow(page);
  if (first.length === 0) return [];
  await page.waitForTimeout(400);
  return violationsNow(page);
}

/** Makes axe known to a page; once. */
export const loadAxe = (page: Page): Promise<unknown> => page.evaluate(axe);

/** What axe finds on a page that knows it, as `rule: element`. @param within a selector; default: everything */
export async function violationsNow(page: Page, within?: string): Promise<string[]> {
  const where = within === undefined ? 'document' : JSON.stringify(within);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${where}, { runOnly: ${JSON.stringify(STANDARD)}, resultTypes: ['violations'] })`,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** Takes a picture of a page into the folder `E2E_PICTURES`, where one is named. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env.E2E_PICTURES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
