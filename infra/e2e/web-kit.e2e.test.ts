import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PART_NAMES } from '@effect-studio/web-kit/parts/part-names.ts';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { viteProgram } from '../local/build-web.ts';
import { runToEnd } from '../local/run-to-end.ts';
import { repositoryRoot } from '../local/services/service-context.ts';
import { loadAxe, type Scheme, violationsNow } from './accessibility.ts';
import { CHROMIUM_FLAGS, chromiumPath } from './studio-browser.ts';

const why = chromiumPath ? '' : ' (skipped: there is no Chromium here; CHROMIUM_PATH may name one)';
const SITE = 'http://parts.invalid';
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};
const SCHEMES = ['dark', 'light'] as const;

describe.skipIf(!chromiumPath)(`the parts of the web kit in a browser${why}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-parts-'));
  let browser: Browser;
  let pages: Record<Scheme, Page>;

  beforeAll(async () => {
    const root = path.join(repositoryRoot, 'packages/web-kit/parts');
    const args = ['build', root, '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
    const building = runToEnd('Building the parts', viteProgram, args, {
      ...process.env,
      NODE_ENV: 'production',
    });
    browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: CHROMIUM_FLAGS });
    await building;
    const [dark, light] = await Promise.all(SCHEMES.map(openParts));
    pages = { dark: dark!, light: light! };
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openParts(scheme: Scheme): Promise<Page> {
    const context = await browser.newContext({
      reducedMotion: 'reduce',
      viewport: { width: 900, height: 900 },
    });
    await serve(context);
    const page = await context.newPage();
    await page.addInitScript(`localStorage.setItem('mantine-color-scheme-value', '${scheme}')`);
    await page.goto(`${SITE}/index.html`);
    await page
      .locator('[data-part]')
      .nth(PART_NAMES.length - 1)
      .waitFor();
    await loadAxe(page);
    return page;
  }

  /** The built files, and a studio whose ways to sign in are known; nothing else answers. */
  const serve = (context: BrowserContext) =>
    context.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.startsWith('/sign-in')) return route.fulfill({ json: { code: true, oidc: false } });
      try {
        const body = await readFile(path.join(folder, pathname));
        await route.fulfill({ body, contentType: TYPES[path.extname(pathname)] });
      } catch {
        await route.fulfill({ status: 404 });
      }
    });

  const part = (name: (typeof PART_NAMES)[number], scheme: Scheme = 'dark'): Locator =>
    pages[scheme].locator(`[data-part="${name}"]`);

  it('are all on the page, each once', async () => {
    const names = await pages.dark.evaluate<string[]>(
      `[...document.querySelectorAll('[data-part]')].map((part) => part.dataset.part)`,
    );
    expect(names.sort()).toEqual([...PART_NAMES]);
  });

  describe.each(SCHEMES)('in the %s scheme', (scheme) => {
    it.each(PART_NAMES)('%s draws something and is accessible', async (name) => {
      const box = await part(name, scheme).boundingBox();
      expect(box?.height).toBeGreaterThan(3);
      expect(await violationsNow(pages[scheme], `[data-part="${name}"]`)).toEqual([]);
    });

    it('fit a phone', async () => {
      const page = pages[scheme];
      await page.setViewportSize({ width: 390, height: 844 });
      const wide = await page.evaluate<string[]>(
        `[...document.querySelectorAll('[data-part]')].filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.dataset.part)`,
      );
      await page.setViewportSize({ width: 900, height: 900 });
      expect(wide).toEqual([]);
    });
  });

  it('a dialog asks for the reason before it decides, and is accessible while it is open', async () => {
    const dialog = pages.dark.getByRole('dialog', { name: 'Give it up?' });
    await part('DecisionDialog').getByRole('button', { name: 'Decide' }).click();
    await dialog.waitFor();
    expect(await dialog.getByRole('button', { name: 'Discard' }).isDisabled()).toBe(true);
    expect(await violationsNow(pages.dark, '[role="dialog"]')).toEqual([]);
    await dialog.getByLabel('Why? It is kept for good.').fill('It was sent twice');
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await part('DecisionDialog').getByText('Reason: It was sent twice').waitFor();
  });

  it('two clips are compared behind a handle, side by side, and one in the place of the other, by button and by key', async () => {
    const compare = part('Compare');
    const flip = compare.getByRole('button', { name: 'Show in its place: Your example' });
    expect(await compare.getByRole('slider').count()).toBe(2);
    await compare.getByText('Side by side').click();
    expect(await compare.getByRole('slider').count()).toBe(1);
    await compare.getByText('Blink').click();
    const shown = (label: string) => compare.locator(`video[aria-label="${label}"]`).isVisible();
    const both = async () => [await shown('Your example'), await shown('Swift, excerpt')];
    await expect.poll(both).toEqual([false, true]);
    await flip.click();
    await expect.poll(both).toEqual([true, false]);
    await pages.dark.keyboard.press('b');
    await expect.poll(both).toEqual([false, true]);
    expect(await violationsNow(pages.dark, '[data-part="Compare"]')).toEqual([]);
  });

  it('a value that changes is washed, and one that does not is not', async () => {
    const value = part('Changing').locator('span').first();
    expect(await value.getAttribute('data-washed')).toBeNull();
    await part('Changing').getByRole('button', { name: 'Tick' }).click();
    expect(await part('Changing').locator('[data-washed]').innerText()).toBe('2.0%');
    expect(await violationsNow(pages.dark, '[data-part="Changing"]')).toEqual([]);
  });

  it('the palette loses no key that is typed as it opens', async () => {
    await part('CommandPalette').getByRole('button', { name: 'Search' }).click();
    await pages.dark.keyboard.type('dead');
    await pages.dark.keyboard.press('Enter');
    await part('CommandPalette').getByText('Went: Dead letters').waitFor();
  });

  it('a bar of the waterfall opens its driver by key, upright and lying', async () => {
    const open = async (words: string, key: string) => {
      await part('Waterfall').getByRole('button', { name: words }).focus();
      await pages.dark.keyboard.press('Enter');
      await part('Waterfall').getByText(`Opened: ${key}`).waitFor();
    };
    await open('Compute cost', 'cost');
    await pages.dark.setViewportSize({ width: 390, height: 844 });
    await open('Mix', 'mix');
    expect(await violationsNow(pages.dark, '[data-part="Waterfall"]')).toEqual([]);
    await pages.dark.setViewportSize({ width: 900, height: 900 });
  });

  it('a chart is a table as well, a table is sorted by its heads, and a broken part can be shown again', async () => {
    await part('TimeChart').getByRole('button', { name: 'View as table' }).click();
    expect(await part('TimeChart').getByRole('row').count()).toBe(7);
    expect(await violationsNow(pages.dark, '[data-part="TimeChart"]')).toEqual([]);
    await part('DataTable').getByRole('button', { name: 'Runs' }).click();
    expect(await part('DataTable').getByRole('row').nth(1).innerText()).toContain('Atelier');
    await part('ErrorBoundary')
      .getByRole('button', { name: /^Copy id/ })
      .waitFor();
  });
});
