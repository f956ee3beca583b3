import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { chromiumPath, StudioBrowser } from '../e2e/studio-browser.ts';
import { StudioUnderTest } from '../e2e/studio-under-test.ts';
import { buildWebApp, type WebApp } from '../local/build-web.ts';
import type { Bench, Measurement } from './bench.ts';
import { FeedSource } from './web/feed-source.ts';

/** How long the live page is watched. */
const WATCH_MS = 10_000;
const INTERACTIONS = 12;

/** What the apps weigh and how they behave, on a studio of their own in Chromium. */
const web: Bench = {
  name: 'web',
  what: 'first load of both apps (gzip), time to the first data, the live margin page, interaction to paint, the log under load',
  metrics: {
    'JavaScript of the first load, gzip': 'kB',
    'CSS of the first load, gzip': 'kB',
    'first meaningful data': 'ms',
    'main thread, live page': '% of a core',
    'interaction to paint, p95': 'ms',
    'longest task, log at 50 rows a second': 'ms',
    'main thread, log at 50 rows a second': '% of a core',
  },
  rounds: 3,
  warmUpRounds: 1,
  open: async (say) => {
    if (!chromiumPath) throw new Error('There is no Chromium here; CHROMIUM_PATH may name one.');
    say('building both apps and starting a studio');
    const weights = { admin: await weightOf('web-admin'), user: await weightOf('web-user') };
    const studio = await StudioUnderTest.start({ web: true });
    const browser = await StudioBrowser.start(studio.studio);
    const people = { admin: await browser.signIn('admin'), user: await browser.signIn('creator') };
    return {
      subjects: [
        {
          name: 'web-admin, margin',
          measure: async () => ({
            ...weights.admin,
            ...(await behaviour(people.admin, '#/margin', 'Margin by the hour', '#/routing')),
            ...(await logUnderLoad(people.admin)),
          }),
        },
        {
          name: 'web-user, create',
          measure: async () => ({
            ...weights.user,
            ...(await behaviour(people.user, '#/create', 'Your wallet', '#/gallery')),
          }),
        },
      ],
      close: async () => {
        await browser.stop();
        await studio.stop();
      },
    };
  },
};
export default web;

/** Files that the page loads before it can show anything, and the chunk of its first place with what that imports. */
async function weightOf(app: WebApp): Promise<Measurement> {
  const { folder } = await buildWebApp(app);
  const assets = path.join(folder, 'assets');
  const first = app === 'web-admin' ? 'margin-place' : 'create-page';
  const html = await readFile(path.join(folder, 'index.html'), 'utf8');
  const entry = [...html.matchAll(/\/assets\/([\w.-]+\.(?:js|css))/g)].map(([, file]) => file!);
  const lazy = (await readdir(assets)).filter((file) => file.startsWith(first) && /\.(js|css)$/.test(file));
  const loaded = new Set<string>();
  const load = async (file: string): Promise<void> => {
    if (loaded.has(file)) return;
    loaded.add(file);
    if (!file.endsWith('.js')) return;
    const text = await readFile(path.join(assets, file), 'utf8');
    // Static imports only: what is imported later is not part of the first load.
    for (const [, other] of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) await load(other!);
  };
  for (const file of [...entry, ...lazy]) await load(file);
  const sizes = { js: 0, css: 0 };
  for (const file of loaded) {
    const bytes = gzipSync(await readFile(path.join(assets, file))).length;
    sizes[file.endsWith('.js') ? 'js' : 'css'] += bytes;
  }
  return {
    'JavaScript of the first load, gzip': sizes.js / 1000,
    'CSS of the first load, gzip': sizes.css / 1000,
  };
}

async function behaviour(
  context: BrowserContext,
  place: string,
  shows: string,
  elsewhere: string,
): Promise<Measurement> {
  const page = await context.newPage();
  try {
    const beganAt = performance.now();
    await page.goto(`/${place}`);
    await page.getByRole('main').getByText(shows).first().waitFor();
    const firstDataMs = performance.now() - beganAt;
    const busyShare = await busyWhile(page, () => page.waitForTimeout(WATCH_MS));
    return {
      'first meaningful data': firstDataMs,
      'main thread, live page': busyShare * 100,
      'interaction to paint, p95': await interactionMs(page, [place, elsewhere]),
    };
  } finally {
    await page.close();
  }
}

const LOG_ROWS_PER_SECOND = 50;
const LOG_MS = 8_000;

/** In the page: notes how long each task of more than 50 ms took. */
const NOTE_LONG_TASKS = `
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) globalThis.longTasks.push(entry.duration);
  }).observe({ type: 'longtask' });
`;

/** The action log while rows arrive fast and somebody scrolls up and down. */
async function logUnderLoad(context: BrowserContext): Promise<Measurement> {
  const page = await context.newPage();
  const feed = new FeedSource(page, 'subscription ActionLogged');
  try {
    await feed.open();
    await page.goto('/#/log');
    await feed.isAsked;
    await page.getByRole('heading', { name: 'Action log' }).waitFor();
    await page.waitForTimeout(1_000);
    await page.evaluate(NOTE_LONG_TASKS);
    const frame = page.getByRole('list', { name: 'Log entries' });
    await page.mouse.move(800, 600);
    const share = await busyWhile(page, async () => {
      const endMs = performance.now() + LOG_MS;
      let rows = 0;
      for (let turn = 0; performance.now() < endMs; turn += 1) {
        const due = Math.floor(((LOG_MS - (endMs - performance.now())) / 1000) * LOG_ROWS_PER_SECOND);
        for (; rows < due; rows += 1) feed.send(logRow(rows));
        await page.mouse.wheel(0, turn % 40 < 20 ? 120 : -120);
        await page.waitForTimeout(20);
      }
    });
    if ((await frame.count()) === 0) throw new Error('the log shows no entries');
    const long = await page.evaluate<number[]>('globalThis.longTasks');
    return {
      // 0: none took more than 50 ms.
      'longest task, log at 50 rows a second': Math.max(0, ...long),
      'main thread, log at 50 rows a second': share * 100,
    };
  } finally {
    await page.close();
  }
}

function logRow(index: number): object {
  const id = `01990000-0000-7000-8000-${String(index).padStart(12, '0')}`;
  return {
    actionLogged: {
      __typename: 'ActionLogged',
      cursor: String(1_000_000_000 + index),
      entry: {
        __typename: 'ActionLogEntry',
        id,
        severity: index % 10 === 0 ? 'CRITICAL' : 'WARN',
        sourceModule: 'economics',
        eventType: 'ALERT_LATENCY',
        message: `Provider cpu-swift takes ${(1 + (index % 90) / 10).toFixed(1)} times its usual time per work unit.`,
        correlationId: id,
        economicImpact: { type: 'COST', estimatedCostNanoUsd: '1200000', affectedJobs: 3 },
        operatorAction: {
          classification: 'PROVIDER_LATENCY_DEGRADATION',
          suggestedAction: 'Follow the runbook.',
        },
        at: new Date().toISOString(),
      },
    },
  };
}

/** Share of a core that the page's main thread works while something goes on. */
async function busyWhile(page: Page, act: () => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return { busy: value('TaskDuration'), at: value('Timestamp') };
  };
  const before = await read();
  await act();
  const after = await read();
  return (after.busy - before.busy) / (after.at - before.at);
}

/** In the page: clicks a place, and answers when the frame after it was drawn. */
const CLICK_TO_PAINT = `(href) => new Promise((resolve) => {
  const link = document.querySelector('nav a[href="' + href + '"]');
  const beganAt = performance.now();
  link.click();
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - beganAt)));
})`;

/** Milliseconds from a click on a place to the frame after it, 95th percentile. */
async function interactionMs(page: Page, places: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < INTERACTIONS; turn += 1) {
    const href = places[(turn + 1) % places.length];
    times.push(await page.evaluate<number>(`(${CLICK_TO_PAINT})(${JSON.stringify(href)})`));
    await page.waitForTimeout(250);
  }
  times.sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.ceil(times.length * 0.95) - 1)]!;
}
