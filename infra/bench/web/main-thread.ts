import type { Page } from 'playwright-core';

/**
 * Share of a core that the page's main thread works while something goes on: the thread's own processor time, so that
 * what else runs on the machine does not count.
 */
export async function busyWhile(page: Page, act: () => Promise<void>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const value = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return { busy: value('TaskDuration'), at: performance.now() / 1000 };
  };
  const before = await read();
  await act();
  const after = await read();
  return (after.busy - before.busy) / (after.at - before.at);
}
