import type { Page } from 'playwright-core';

const INTERACTIONS = 12;

/** In the page: clicks a place, and answers when the frame after it was drawn. */
const CLICK_TO_PAINT = `(href) => new Promise((resolve) => {
  const link = document.querySelector('nav a[href="' + href + '"]');
  const beganAt = performance.now();
  link.click();
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - beganAt)));
})`;

/** Milliseconds from a click on a place to the frame after it, 95th percentile. */
export async function interactionMs(page: Page, places: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < INTERACTIONS; turn += 1) {
    const href = places[(turn + 1) % places.length];
    times.push(await page.evaluate<number>(`(${CLICK_TO_PAINT})(${JSON.stringify(href)})`));
    await page.waitForTimeout(250);
  }
  times.sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.ceil(times.length * 0.95) - 1)]!;
}
