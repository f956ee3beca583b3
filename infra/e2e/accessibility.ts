import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { BrowserContext } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export type Scheme = 'dark' | 'light';

interface Place {
  hash: string;
  /** Words that are there when the page has what it shows. */
  shows: string | RegExp;
}

/**
 * What axe finds against WCAG 2.2 A and AA on a place of an app, as `rule: element`. With `E2E_PICTURES` (a folder)
 * the page is also photographed.
 */
export async function violationsOf(
  context: BrowserContext,
  { hash, shows }: Place,
  scheme: Scheme,
  width = 1440,
): Promise<string[]> {
  const page = await context.newPage();
  try {
    // A colour half way through its transition is no colour of the design.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    await page.addInitScript(`localStorage.setItem('mantine-color-scheme-value', '${scheme}')`);
    await page.goto(`/${hash}`);
    await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
    await page.getByRole('main').getByText(shows).first().waitFor();
    await page.evaluate(axe);
    const found = await page.evaluate<AxeResults>(
      `axe.run(document, { runOnly: ${JSON.stringify(STANDARD)}, resultTypes: ['violations'] })`,
    );
    const folder = process.env.E2E_PICTURES;
    if (folder) {
      mkdirSync(folder, { recursive: true });
      const [, place = 'page'] = hash.split('/');
      await page.screenshot({ path: join(folder, `${place}-${scheme}.png`) });
    }
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  } finally {
    await page.close();
  }
}
