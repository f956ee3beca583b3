import { expect } from 'vitest';
import { type Scheme, violationsOf } from '../accessibility.ts';
import { countLoads } from '../studio-browser.ts';
import type { WebStage } from './web-stage.ts';

/** Two clips become an effect in the gallery: the creator's page and the admin's follow live, and every place is accessible. */
export async function effectJourney({
  browser,
  creator,
  admin,
  example,
  footage,
  openAt,
}: WebStage): Promise<void> {
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
  // Two clips at once: the second is the footage.
  await page.getByLabel('Drop an example clip', { exact: true }).setInputFiles([example, footage]);
  await page.getByRole('progressbar', { name: 'Sending' }).or(page.getByText('bars.mp4')).first().waitFor();
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
  const runHash = await page.evaluate<string>('location.hash');

  await revenue.filter({ hasNotText: revenueBefore }).waitFor();
  const faults = async (scheme: Scheme) =>
    Promise.all([
      violationsOf(creator, { hash: '#/create', shows: "Studio's choice" }, scheme),
      violationsOf(creator, { hash: runHash, shows: 'Your result is ready' }, scheme),
      violationsOf(admin, { hash: '#/margin', shows: 'online' }, scheme),
      violationsOf(admin, { hash: '#/approvals', shows: 'Approve and publish' }, scheme),
    ]);
  expect(await faults('dark')).toEqual([[], [], [], []]);
  expect(await faults('light')).toEqual([[], [], [], []]);

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
  const gallery = { hash: '#/gallery', shows: wish };
  const seen = await Promise.all(
    (['dark', 'light'] as const).map((scheme) => violationsOf(creator, gallery, scheme)),
  );
  expect(seen).toEqual([[], []]);
  await page.close();
  await desk.close();
  expect([...browser.complaintsOf(creator), ...browser.complaintsOf(admin)]).toEqual([]);
}
