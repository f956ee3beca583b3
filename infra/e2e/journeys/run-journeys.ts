import { roundOf, sampleFinding } from '@effect-studio/economics/recommendations/testing/sample-round';
import { storeRound } from '@effect-studio/economics/recommendations/use-cases/generate-recommendations';
import economics from '@effect-studio/economics/subgraph';
import identity from '@effect-studio/identity/subgraph';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import { newId } from '@effect-studio/kernel/ids';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { asPlatformOf } from './stage-host.ts';
import type { WebStage } from './web-stage.ts';

/** Sends an example, says a wish and starts a run on a house clip; the page is the run's afterwards. */
async function startRun(page: Page, example: string, wish: string): Promise<void> {
  await page.getByLabel('Drop an example clip', { exact: true }).setInputFiles(example);
  await page.getByLabel('What do you want?').fill(wish);
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/#\/runs\/./);
}

const results = (page: Page) => page.getByRole('region', { name: 'Results' });
const ready = (page: Page) => results(page).getByText('Your result is ready').waitFor();

/**
 * Another version than the best-ranked is chosen, and rendered in full for the same charge; then it is rendered again with the
 * strength that a slider says, at a price that is named before. Every version has its time and its price.
 */
export async function chooseJourney({ creator, example, openAt }: WebStage): Promise<void> {
  const page = await openAt(creator, '#/create');
  await startRun(page, example, 'Chosen by hand');
  await ready(page);
  const cards = results(page)
    .getByRole('listitem')
    .filter({ has: page.getByRole('button') });
  for (const card of await cards.all())
    expect(await card.innerText()).toMatch(/ · [\d.,]+ (ms|s) · [\d,]+ tk/);
  const why = results(page).getByRole('heading', { name: 'Why this one' }).locator('..');
  expect(await why.innerText()).toMatch(/A clip in this look costs [\d,]+ tk/);

  const other = cards.filter({ hasNotText: 'Best match' }).first();
  await other.getByRole('button').click();
  await results(page)
    .getByRole('button', { name: /^Use the .* version$/ })
    .click();
  await other.getByText('Your choice').waitFor();
  await ready(page);

  const again = page.getByRole('region', { name: 'Render it again' });
  const slider = again.getByRole('slider', { name: 'Strength of the look, in percent' });
  const before = Number(await slider.getAttribute('aria-valuenow'));
  await slider.focus();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press(before > 50 ? 'ArrowLeft' : 'ArrowRight');
  const after = Number(await slider.getAttribute('aria-valuenow'));
  expect(Math.abs(after - before)).toBe(20);
  const address = page.url();
  await again.getByRole('button', { name: /^Render again for [\d,]+ tk$/ }).click();
  await page.waitForURL((url) => url.href !== address);
  await page.getByText('Rendered again from').waitFor();
  await ready(page);
  await page.close();
}

/** While a version is rendered its work is shown, in pictures of the machine that renders. */
export async function previewJourney({ world, creator, browser, example, openAt }: WebStage): Promise<void> {
  const footage = await world.drawClip('large.mp4', 'testsrc2=s=1280x720:d=6:r=30');
  const complaints = browser.complaintsOf(creator).length;
  const page = await openAt(creator, '#/create');
  await page.getByLabel('Drop an example clip', { exact: true }).setInputFiles([example, footage]);
  await page.getByLabel('What do you want?').fill('Shown as it goes');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/#\/runs\/./);
  const previews = results(page).getByRole('img', { name: /^The version of .* as it stands$/ });
  // The picture is there and is one; it goes as soon as its version is done.
  await expect
    .poll(
      async () => {
        const widths = await previews.evaluateAll((images: { naturalWidth: number }[]) =>
          images.map(({ naturalWidth }) => naturalWidth),
        );
        return widths.some((width) => width > 0);
      },
      { timeout: 120_000, interval: 100 },
    )
    .toBe(true);
  await ready(page);
  expect(await previews.count()).toBe(0);
  expect(browser.complaintsOf(creator).slice(complaints)).toEqual([]);
  await page.close();
}

/** An effect of the gallery is seen before and after, and put on a house clip: the price is named, the result is the person's alone. */
export async function useEffectJourney({ world, creator, openAt }: WebStage): Promise<void> {
  const example = await world.drawClip('used.mp4', 'gradients=s=320x240:c0=0x102040:c1=0x40a0f0:d=2:r=25');
  await world.demo({ example, footage: null });
  const page = await openAt(creator, '#/gallery');
  await page.getByRole('main').getByRole('link', { name: 'Warm and soft, please' }).first().click();
  await page.getByText('Before', { exact: true }).waitFor();
  await page.getByText('After', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Use it on my clip' }).click();
  await page.getByText('House clip', { exact: true }).click();
  await page.getByRole('radiogroup', { name: 'House clips' }).getByRole('radio').first().check();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/#\/runs\/./);
  await ready(page);
  await page.getByRole('link', { name: 'Download MP4' }).waitFor();
  await page.close();
}

/** Somebody without tokens is told what is missing, buys some on the way, finds the form as it was, and goes on. */
export async function shortOfTokensJourney({ world, browser, example }: WebStage): Promise<void> {
  const email = `${newId()}@example.org`;
  await asPlatformOf(world.studio.stateDir, identity, (call) =>
    registerPerson(call, { email, displayName: 'Nora New', roles: [] }),
  );
  const person = await browser.signIn('creator', email);
  const page = await person.newPage();
  await page.goto('/#/create');
  await page.getByLabel('Drop an example clip', { exact: true }).setInputFiles(example);
  await page.getByText('Ready', { exact: true }).waitFor();
  await page.getByLabel('What do you want?').fill('Paid on the way');
  await page.getByText(/^Your wallet is short of \d+ tokens\.$/).waitFor();
  expect(await page.getByRole('button', { name: 'Start', exact: true }).isEnabled()).toBe(false);
  await page.getByRole('link', { name: 'Buy tokens in your wallet' }).click();
  await page.getByRole('button', { name: /^Buy 500 tk for \$\d/ }).click();
  await page
    .getByRole('region', { name: /^500 tk for .* wait for their payment$/ })
    .getByRole('button', { name: 'Pay', exact: true })
    .click();
  await page.getByRole('listitem').filter({ hasText: '+500 tk' }).waitFor();
  await page.getByRole('link', { name: 'Create' }).first().click();
  await expect.poll(() => page.getByLabel('What do you want?').inputValue()).toBe('Paid on the way');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/#\/runs\/./);
  await page
    .getByText(/tk (set aside|reserved)/)
    .first()
    .waitFor();
  await person.close();
}

/** A recommendation that is approved changes the manifest: the workflow that it names gets the traffic, with its reason. */
export async function recommendationJourney({ world, admin, openAt }: WebStage): Promise<void> {
  const finding = sampleFinding('duotone');
  await asPlatformOf(world.studio.stateDir, economics, (call) =>
    call.db.transaction(call, (tx) => storeRound(tx, roundOf({ ...finding, isAutoApplicable: false }))),
  );
  const page = await openAt(admin, '#/recommendations');
  const item = page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: /duotone/i })
    .first();
  await item.getByRole('button').click();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve this change?' });
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.goto('/#/routing');
  await page
    .getByRole('listitem')
    .filter({ hasText: /Recommendation [0-9a-f-]{36}/ })
    .first()
    .waitFor();
  await page.close();
}

/**
 * A long clip is trimmed: the result is that part and no more. The clip itself is played in segments, as the network allows, and the
 * moment under the pointer is shown.
 */
export async function segmentsJourney({ world, creator, example, openAt }: WebStage): Promise<void> {
  const long = await world.drawClip(
    'half-a-minute.mp4',
    'testsrc2=s=320x180:d=36:r=25',
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  );
  const page = await openAt(creator, '#/create');
  const asked: string[] = [];
  page.on('response', (response) => {
    if (response.status() === 206) asked.push(response.request().resourceType());
  });
  await page.getByLabel('Drop an example clip', { exact: true }).setInputFiles([example, long]);
  await page.getByRole('button', { name: 'Trim it' }).click();
  await page.getByRole('slider', { name: 'Begins at' }).press('ArrowRight');
  await page.getByText(/^The result is 9\.1 s to 27\.0 s of it, 17\.9 s long\. Versions are tried/).waitFor();
  await page.getByLabel('What do you want?').fill('Half a minute');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/#\/runs\/./);
  await page.getByText('on 9.1 s to 27.0 s of the footage', { exact: true }).waitFor();
  await ready(page);
  const result = page.locator('video[aria-label$="trimmed"]');
  await expect
    .poll(() => result.evaluate((video: { duration: number }) => video.duration), { timeout: 30_000 })
    .toBeCloseTo(17.9, 0);
  // Renditions and the sheet are made behind the run.
  const footage = page.locator('video[aria-label="The footage"]');
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByText('With the footage').click();
        await footage.waitFor();
        await page.waitForTimeout(1_000);
        return footage.getAttribute('data-delivery');
      },
      { timeout: 90_000, interval: 2_000 },
    )
    .toBe('segments');
  await expect
    .poll(() => footage.evaluate((video: { currentTime: number }) => video.currentTime), { timeout: 30_000 })
    .toBeGreaterThan(0.5);
  expect(await footage.getAttribute('src')).toMatch(/^blob:/);
  expect(asked).toContain('xhr');
  const range = page.getByRole('slider', { name: 'Place in the clip, in seconds' });
  await range.hover();
  await page.locator('span[style*="background-image"]').waitFor();
  await page.close();
}
