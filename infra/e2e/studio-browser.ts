import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { mailedCode } from '../demo/sign-in.ts';
import type { StudioUrls } from '../local/run-file.ts';

/** Chromium of this machine: `CHROMIUM_PATH`, else Debian's; null when there is none. */
export const chromiumPath: string | null =
  [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path)) ?? null;

/** How long anything on a page may take: a whole run goes by in some of these waits. */
const WAIT_MS = 120_000;

// No sandbox: it refuses to start as root, and the pages are our own. The others keep it from talking to anybody else.
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The studio whose apps are opened: where they are, and where its letters lie. */
export interface BrowsedStudio {
  readonly urls: StudioUrls;
  readonly stateDir: string;
}

/** A headless browser with an empty profile, for the web apps of one studio. */
export class StudioBrowser {
  readonly #complaints = new Map<BrowserContext, string[]>();
  readonly #browser: Browser;
  readonly #studio: BrowsedStudio;

  private constructor(browser: Browser, studio: BrowsedStudio) {
    this.#browser = browser;
    this.#studio = studio;
  }

  static async start(studio: BrowsedStudio): Promise<StudioBrowser> {
    const browser = await chromium.launch({
      executablePath: chromiumPath ?? '',
      headless: true,
      args: CHROMIUM_FLAGS,
    });
    return new StudioBrowser(browser, studio);
  }

  /** What all pages complained about. */
  get complaints(): string[] {
    return [...this.#complaints.values()].flat();
  }

  /** What one person's pages complained about: uncaught errors, and errors in the console (refusals by the CSP are there). */
  complaintsOf(context: BrowserContext): string[] {
    return this.#complaints.get(context) ?? [];
  }

  /**
   * Signs a person in by the form of their app, in a profile of their own. @returns the browser as theirs: pages of it
   * are signed in
   * @param email another person of that role than the seeded one
   * @param userAgent what the device calls itself, where several are told apart
   */
  async signIn(
    role: 'creator' | 'admin',
    email = `${role}@studio.local`,
    userAgent?: string,
  ): Promise<BrowserContext> {
    const { stateDir, urls } = this.#studio;
    const context = await this.#browser.newContext({
      baseURL: role === 'admin' ? urls.webAdmin : urls.webUser,
      viewport: { width: 1440, height: 900 },
      userAgent,
    });
    context.setDefaultTimeout(WAIT_MS);
    const complaints: string[] = [];
    this.#complaints.set(context, complaints);
    context.on('weberror', (fault) => complaints.push(fault.error().message));
    context.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
    const page = await context.newPage();
    await page.goto('/');
    await page.getByLabel('E-mail address').fill(email);
    const askedAtMs = Date.now();
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByLabel('Digit 1 of 6').click();
    await page.keyboard.type(await mailedCode({ stateDir, email, askedAtMs }));
    await page.getByRole('navigation', { name: 'Main', exact: true }).waitFor();
    await page.getByRole('form', { name: 'Sign in' }).waitFor({ state: 'detached' });
    await page.close();
    return context;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
  }
}

/** Counts how often a page is loaded from now on; what changes while it stays came over the socket. */
export function countLoads(page: Page): () => number {
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  return () => loads;
}
