import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SubmitRunDocument } from '@effect-studio/schema/generated/client';
import type { BrowserContext, Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { followRun } from '../demo/follow-run.ts';
import { expectResult } from '../demo/graph.ts';
import { ProgressDisplay } from '../demo/progress-display.ts';
import { untilReady, upload } from '../demo/upload.ts';
import { ADMIN_SCREENS, USER_SCREENS } from '../screens/places.ts';
import { violationsOf } from './accessibility.ts';
import { chromiumPath, countLoads, StudioBrowser } from './studio-browser.ts';
import { StudioUnderTest } from './studio-under-test.ts';

/** Longer than a browser waits for anything, so that what it waited for is told. */
vi.setConfig({ testTimeout: 240_000 });

const why = chromiumPath ? '' : ' (skipped: there is no Chromium here; CHROMIUM_PATH may name one)';

describe.skipIf(!chromiumPath)(`the web apps in a browser${why}`, () => {
  let world: StudioUnderTest;
  let browser: StudioBrowser;
  let creator: BrowserContext;
  let admin: BrowserContext;
  let example: string;
  let footage: string;

  beforeAll(async () => {
    world = await StudioUnderTest.start({ web: true });
    example = await world.drawClip(
      'warm.mp4',
      'gradients=s=320x240:c0=0x5a1a08:c1=0xf0a040:x0=0:y0=0:x1=320:y1=240:speed=0.01:d=2:r=25',
    );
    footage = await world.drawClip('bars.mp4', 'testsrc2=s=320x180:d=3:r=25');
    browser = await StudioBrowser.start(world.studio);
    creator = await browser.signIn('creator');
    admin = await browser.signIn('admin');
  }, 240_000);
  afterAll(async () => {
    await browser?.stop();
    await world?.stop();
  });

  it('take two clips to the gallery, both sides live', async () => {
    const wish = 'Warm evening light';
    const desk = await openAt(admin, '#/margin');
    const hud = desk.getByRole('banner');
    await hud.getByText('Live', { exact: true }).waitFor();
    const revenue = hud.locator('dt:has-text("Revenue") + dd');
    await revenue.getByText('$').waitFor();
    const revenueBefore = await revenue.innerText();
    const deskLoads = countLoads(desk);

    const page = await openAt(creator, '#/create');
    const pageLoads = countLoads(page);
    await page.getByLabel('Drop an example clip').setInputFiles(example);
    await page.getByText('My own clip').click();
    await page.getByLabel('Drop your footage').setInputFiles(footage);
    await page.getByLabel('What do you want?').fill(wish);
    await page.getByLabel('everyone may see the result on my footage').check();
    await page.getByRole('button', { name: 'Start', exact: true }).click();

    const results = page.getByRole('region', { name: 'Results' });
    const ready = results.getByText('Your result is ready');
    await results.getByRole('listitem').first().waitFor();
    expect(await ready.count()).toBe(0);
    await ready.waitFor();
    await results.getByText('A person looks at it now').waitFor();
    expect(await results.getByRole('listitem').count()).toBeGreaterThanOrEqual(2);

    await revenue.filter({ hasNotText: revenueBefore }).waitFor();
    await desk.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Approvals' }).click();
    const queue = desk.getByRole('navigation', { name: 'Waiting for a decision' });
    await queue.getByText(wish).click();
    await queue.locator('[aria-current]', { hasText: wish }).waitFor();
    await desk.getByRole('button', { name: 'Approve and publish' }).waitFor();
    await desk.keyboard.press('a');

    await results.getByText('Published in the gallery').waitFor();
    expect([pageLoads(), deskLoads()]).toEqual([0, 0]);
    await page.getByRole('link', { name: 'Gallery' }).first().click();
    const card = page.getByRole('main').getByRole('link', { name: wish });
    await card.locator('video').waitFor();
    await page.close();
    await desk.close();
    expect(browser.complaints).toEqual([]);
  }, 240_000);

  /** The form for a new run, without what other tests kept on this device. */
  async function openEmptyForm() {
    const page = await openAt(creator, '#/gallery');
    await page.evaluate(`Promise.all(['es-drafts', 'es-uploads'].map((name) => new Promise((done) => {
      indexedDB.deleteDatabase(name).onsuccess = done;
    })))`);
    await page.getByRole('link', { name: 'Create' }).first().click();
    return page;
  }

  it('say why a broken file is refused, and take another one', async () => {
    const broken = join(world.folder, 'notes.mp4');
    await writeFile(broken, 'This is no video at all, just words. '.repeat(50));
    const page = await openEmptyForm();
    await page.getByLabel('Drop an example clip').setInputFiles(broken);
    const refusal = page.getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.innerText()).toMatch(/^notes\.mp4: \S.+\.\s+\S.+\.$/s);
    await page.getByText('The example was refused. Choose another clip.').waitFor();
    expect(await page.getByRole('button', { name: 'Start', exact: true }).isEnabled()).toBe(false);
    await page.getByLabel('Drop an example clip').setInputFiles(example);
    await page.getByText('Ready', { exact: true }).waitFor();
    expect(await refusal.count()).toBe(0);
    await page.close();
  });

  it('go on with an upload that a reload cut off, and keep a form that was not sent', async () => {
    const long = await world.drawClip(
      'long.mp4',
      'testsrc2=s=640x360:d=4:r=25',
      '-c:v',
      'rawvideo',
      '-f',
      'avi',
    );
    const page = await openEmptyForm();
    // Slow enough to be cut off in the middle.
    const session = await creator.newCDPSession(page);
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 4_000_000,
    });
    await page.getByLabel('What do you want?').fill('Kept on this device');
    await page.getByLabel('Drop an example clip').setInputFiles(long);
    await page.getByRole('progressbar', { name: 'Sending long.mp4' }).waitFor();
    await page.getByText(/[1-9]\d?% of .* left/).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('arrived and is kept').waitFor();
    await page.reload();
    // It goes on by itself, with the file that the browser kept.
    await page
      .getByText(/Received|Ready|left/)
      .first()
      .waitFor();
    await page
      .getByText(/^Ready$|was refused/)
      .first()
      .waitFor();
    expect(await page.getByLabel('What do you want?').inputValue()).toBe('Kept on this device');
    await page.close();
  });

  it('say that the link broke, and are live again without a reload', async () => {
    const page = await admin.newPage();
    const links: { close: () => Promise<void> }[] = [];
    let isCut = false;
    await page.routeWebSocket(/\/graphql/, (link) => {
      if (isCut) return void link.close();
      link.connectToServer();
      links.push(link);
    });
    await page.goto('/#/margin');
    const hud = page.getByRole('banner');
    await hud.getByText('Live', { exact: true }).waitFor();
    const loads = countLoads(page);
    isCut = true;
    for (const link of links) await link.close();
    await hud.getByText('Reconnecting').waitFor();
    isCut = false;
    await hud.getByText('Live', { exact: true }).waitFor();
    expect(loads()).toBe(0);
    await page.close();
  });

  it('take an order to the router and lift it again', async () => {
    const page = await openAt(admin, '#/routing');
    await page.getByRole('button', { name: 'Give an order' }).click();
    const dialog = page.getByRole('dialog', { name: 'Give the router an order' });
    await dialog.getByLabel('What it is about').fill('Swift');
    await page.getByRole('option', { name: 'Swift' }).first().click();
    await dialog.getByLabel('Why? It is kept for good.').fill('Fans are being cleaned');
    await dialog.getByRole('button', { name: 'Give the order' }).click();
    await dialog.waitFor({ state: 'detached' });
    const order = page.getByRole('listitem').filter({ hasText: 'Fans are being cleaned' });
    await order.getByText('No traffic').waitFor();
    await order.getByRole('button', { name: 'Lift' }).click();
    const lift = page.getByRole('dialog', { name: 'Lift this order?' });
    await lift.getByLabel('Why?').fill('They are clean');
    await lift.getByRole('button', { name: 'Lift it' }).click();
    await order.getByText('They are clean').waitFor();
    await page.close();
  });

  it('have GraphiQL beside them, which asks as whoever is signed in', async () => {
    const page = await admin.newPage();
    await page.goto('/graphiql');
    await page.getByRole('button', { name: /Execute query/ }).click();
    await page.locator('.graphiql-response').getByText('"Query"').waitFor();
    await page.close();
    expect(browser.complaints).toEqual([]);
  });

  it('find everything by keyboard', async () => {
    const page = await openAt(admin, '#/margin');
    await page.getByRole('heading', { name: 'Margin', exact: true }).waitFor();
    // A page that is busy may miss a key, as it may a person's: they press again.
    const until = (name: string, press: () => Promise<void>) =>
      expect
        .poll(
          async () => {
            if ((await page.getByRole('heading', { name }).count()) === 0) await press();
            return page.getByRole('heading', { name }).count();
          },
          { timeout: 60_000, interval: 3_000 },
        )
        .toBe(1);
    await until('Dead letters', async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('dead');
      await page.keyboard.press('Enter');
    });
    await until('Action log', async () => {
      await page.keyboard.press('g');
      await page.keyboard.press('l');
    });
    await page.getByRole('heading', { name: 'Action log' }).waitFor();
    await page.close();
  });

  describe.runIf(process.env.E2E_FULL)(
    'are accessible on every page, in both schemes and three widths',
    () => {
      const schemes = ['dark', 'light'] as const;
      const cases = [...ADMIN_SCREENS, ...USER_SCREENS].flatMap((screen) =>
        schemes.flatMap((scheme) => [390, 1024, 1600].map((width) => ({ ...screen, scheme, width }))),
      );
      it.each(cases)('$app $place, $scheme, $width', async ({ app, place, scheme, width }) => {
        const context = app === 'admin' ? admin : creator;
        expect(await violationsOf(context, { hash: `#/${place}`, shows: /./ }, scheme, width)).toEqual([]);
      });
    },
  );

  describe('are accessible (WCAG 2.2 A and AA)', () => {
    const waiting = 'Soft morning haze';
    const published = 'Warm and soft, please';
    let runId: string;

    beforeAll(async () => {
      await world.demo({ example, footage: null });
      runId = await runUntilReview(world, { example, footage, wish: waiting });
    }, 240_000);

    it.each(
      (['dark', 'light'] as const).flatMap((scheme) =>
        (['create', 'run', 'gallery', 'margin', 'approvals'] as const).map((place) => ({ place, scheme })),
      ),
    )('$place, $scheme', async ({ place, scheme }) => {
      const found = {
        create: () => violationsOf(creator, { hash: '#/create', shows: "Studio's choice" }, scheme),
        run: () => violationsOf(creator, { hash: `#/runs/${runId}`, shows: 'Your result is ready' }, scheme),
        gallery: () => violationsOf(creator, { hash: '#/gallery', shows: published }, scheme),
        margin: () => violationsOf(admin, { hash: '#/margin', shows: 'online' }, scheme),
        approvals: () => violationsOf(admin, { hash: '#/approvals', shows: 'Approve and publish' }, scheme),
      };
      expect(await found[place]()).toEqual([]);
    });
  });
});

async function openAt(context: BrowserContext, hash: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`/${hash}`);
  return page;
}

/** A run through the graph up to where its result waits for a reviewer; its id. */
async function runUntilReview(
  world: StudioUnderTest,
  clips: { example: string; footage: string; wish: string },
): Promise<string> {
  const graph = await world.person('creator');
  const send = async (file: string): Promise<string> => {
    const { videoId } = await upload(graph, file, () => undefined);
    await untilReady(graph, videoId, file);
    return videoId;
  };
  try {
    const exampleVideoId = await send(clips.example);
    const footageVideoId = await send(clips.footage);
    const input = { exampleVideoId, footageVideoId, wish: clips.wish, idempotencyKey: uuidv7() };
    const { submitRun } = await graph.ask(SubmitRunDocument, { input });
    const { id } = expectResult(submitRun, 'Run');
    await followRun(graph, id, {
      after: '0',
      until: 'AWAITING_APPROVAL',
      display: new ProgressDisplay(null),
    });
    return id;
  } finally {
    await graph.close();
  }
}
