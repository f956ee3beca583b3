import type { Page } from 'playwright-core';

/** Share of a core that the page's main thread works while something goes on. */
export async function busyWhile(page: Page, act: () => Promise<void>): Promise<number> {
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
