import type { BrowserContext } from 'playwright-core';

/** A page of an app to be photographed or judged. */
export interface Screen {
  app: 'admin' | 'user';
  /** Place after `#/`. */
  place: string;
}

/** A page of one thing, reached by the first link to such a thing on another page. */
export interface DetailScreen {
  app: 'admin' | 'user';
  /** App and place whose first link is followed. */
  list: 'admin' | 'user';
  from: string;
  /** What the links that count begin with, after `#/`. */
  links: string;
  /** Place of the thing whose id is known. */
  place: (id: string) => string;
  name: string;
}

/** Every page of the dashboard that needs no id. */
export const ADMIN_SCREENS: readonly Screen[] = [
  'margin',
  'margin/providers/cpu-atelier',
  'margin/effects/look-match',
  'why',
  'recommendations',
  'pricing',
  'routing',
  'providers',
  'studio',
  'exploration',
  'benchmarks',
  'weights',
  'approvals',
  'gallery',
  'gallery/categories',
  'gallery/reports',
  'bottlenecks',
  'workload',
  'agents',
  'fleets',
  'dead-letters',
  'undelivered',
  'log',
  'ledger',
  'runs',
  'audit',
  'people',
  'flags',
  'settings',
].map((place) => ({ app: 'admin', place }));

/** Every page of the creators' app that needs no id. */
export const USER_SCREENS: readonly Screen[] = [
  'create',
  'runs',
  'gallery',
  'wallet',
  'inbox',
  'account',
].map((place) => ({ app: 'user', place }));

/** Pages of one run and one effect, where there are any. */
export const DETAIL_SCREENS: readonly DetailScreen[] = [
  { app: 'user', list: 'user', from: 'runs', links: 'runs/', place: (id) => `runs/${id}`, name: 'run' },
  {
    app: 'user',
    list: 'user',
    from: 'gallery',
    links: 'gallery/',
    place: (id) => `gallery/${id}`,
    name: 'effect',
  },
  { app: 'user', list: 'user', from: 'gallery', links: 'gallery/', place: (id) => `use/${id}`, name: 'use' },
  {
    app: 'admin',
    list: 'user',
    from: 'runs',
    links: 'runs/',
    place: (id) => `runs/${id}`,
    name: 'run-story',
  },
  {
    app: 'admin',
    list: 'admin',
    from: 'gallery',
    links: 'gallery/',
    place: (id) => `gallery/${id}`,
    name: 'gallery-effect',
  },
  {
    app: 'admin',
    list: 'admin',
    from: 'studio',
    links: 'studio/workflows/',
    place: (id) => `studio/workflows/${id}`,
    name: 'studio-workflow',
  },
];

/** How long a list may take to have a first thing in it. */
const FIRST_LINK_MS = 4_000;

/** The place of the first thing that a page of one thing can show; null where there is none yet. */
export async function firstOf(
  people: Readonly<Record<'admin' | 'user', BrowserContext>>,
  { list, from, links, place }: DetailScreen,
): Promise<string | null> {
  const page = await people[list].newPage();
  try {
    await page.goto(`/#/${from}`);
    const link = page.getByRole('main').locator(`a[href^="#/${links}"]`).first();
    const href = await link.getAttribute('href', { timeout: FIRST_LINK_MS }).catch(() => null);
    const id = href?.slice(`#/${links}`.length);
    return id ? place(decodeURIComponent(id)) : null;
  } finally {
    await page.close();
  }
}
