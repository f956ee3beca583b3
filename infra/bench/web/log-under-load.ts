import type { BrowserContext } from 'playwright-core';
import type { Measurement } from '../bench.ts';
import { FeedSource } from './feed-source.ts';
import { busyWhile } from './main-thread.ts';

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
export async function logUnderLoad(context: BrowserContext): Promise<Measurement> {
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
