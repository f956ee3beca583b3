import type { BrowserContext } from 'playwright-core';
import { chromiumPath, StudioBrowser } from '../e2e/studio-browser.ts';
import { StudioUnderTest } from '../e2e/studio-under-test.ts';
import type { Bench, Measurement } from './bench.ts';
import { weightOf } from './web/app-weight.ts';
import { interactionMs } from './web/interaction.ts';
import { logUnderLoad } from './web/log-under-load.ts';
import { busyWhile } from './web/main-thread.ts';
import { marginsWhileWorkEnds } from './web/margins-at-work.ts';

/** How long a page is watched. */
const WATCH_MS = 10_000;

/** Two seconds of warm light. */
const LOOK = 'gradients=s=320x240:c0=0x5a1a08:c1=0xf0a040:x0=0:y0=0:x1=320:y1=240:speed=0.01:d=2:r=25';

/** What the apps weigh and how they behave, on a studio of their own in Chromium. */
const web: Bench = {
  name: 'web',
  what: 'first load of both apps (gzip), time to the first data, pages at rest, the margin page while work ends every second, interaction to paint, the log under load',
  metrics: {
    'JavaScript of the first load, gzip': 'kB',
    'CSS of the first load, gzip': 'kB',
    'first meaningful data': 'ms',
    'main thread, at rest': '% of a core',
    'main thread, margin by the hour at 1 Hz': '% of a core',
    'main thread, margin live at 1 Hz': '% of a core',
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
    // One run that was charged: from then on there is a margin.
    await studio.demo({ example: await studio.drawClip('look.mp4', LOOK), footage: null });
    const browser = await StudioBrowser.start(studio.studio);
    const people = { admin: await browser.signIn('admin'), user: await browser.signIn('creator') };
    return {
      subjects: [
        {
          name: 'web-admin, margin',
          measure: async () => ({
            ...weights.admin,
            ...(await behaviour(people.admin, '#/margin', /\d online/, '#/routing')),
            ...(await marginsWhileWorkEnds(people.admin, studio.studio.stateDir)),
            ...(await logUnderLoad(people.admin)),
          }),
        },
        {
          name: 'web-user, create',
          measure: async () => ({
            ...weights.user,
            ...(await behaviour(people.user, '#/create', /\d tk/, '#/gallery')),
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

/** @param shows words that stand in figures which only the studio can have sent */
async function behaviour(
  context: BrowserContext,
  place: string,
  shows: RegExp,
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
      'main thread, at rest': busyShare * 100,
      'interaction to paint, p95': await interactionMs(page, [place, elsewhere]),
    };
  } finally {
    await page.close();
  }
}
