import type { BrowserContext } from 'playwright-core';
import type { Measurement } from '../bench.ts';
import { busyWhile } from './main-thread.ts';
import { whileWorkEnds } from './work-source.ts';

/** How long each view is watched. */
const WATCH_MS = 10_000;
/** Fewer updates than this in that time are no measurement of one a second. */
const LEAST_UPDATES = 8;

/** The margin page, in both of its views, while an attempt a second is booked and told. */
export async function marginsWhileWorkEnds(context: BrowserContext, stateDir: string): Promise<Measurement> {
  const page = await context.newPage();
  let updates = 0;
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('"marginUpdates"')) updates += 1;
    });
  });
  const watch = async (): Promise<number> => {
    updates = 0;
    const share = await busyWhile(page, () => page.waitForTimeout(WATCH_MS));
    if (updates < LEAST_UPDATES) throw new Error(`only ${updates} updates of the margins came`);
    return share * 100;
  };
  try {
    await page.goto('/#/margin');
    await page.getByRole('main').getByText('Margin by the hour').first().waitFor();
    return await whileWorkEnds(stateDir, async () => {
      await page.waitForTimeout(2_000);
      const byTheHour = await watch();
      await page.getByText('Live', { exact: true }).last().click();
      await page.getByText('Margin, live').waitFor();
      return {
        'main thread, margin by the hour at 1 Hz': byTheHour,
        'main thread, margin live at 1 Hz': await watch(),
      };
    });
  } finally {
    await page.close();
  }
}
