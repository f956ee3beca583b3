import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SubmitRunDocument } from '@effect-studio/schema/generated/client';
import type { BrowserContext, Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followRun } from '../demo/follow-run.ts';
import { expectResult } from '../demo/graph.ts';
import { ProgressDisplay } from '../demo/progress-display.ts';
import { untilReady, upload } from '../demo/upload.ts';
import { violationsOf } from './accessibility.ts';
import { chromiumPath, countLoads, StudioBrowser } from './studio-browser.ts';
import { StudioUnderTest } from './studio-under-test.ts';

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

  it('say why a broken file is refused, and take another one', async () => {
    const broken = join(world.folder, 'notes.mp4');
    await writeFile(broken, 'This is no video at all, just words. '.repeat(50));
    const page = await openAt(creator, '#/create');
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
