import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { WebStage } from './web-stage.ts';

/** The form for a new run, without what other journeys kept on this device. */
async function openEmptyForm({ formDevice, openAt }: WebStage): Promise<Page> {
  const page = await openAt(formDevice, '#/gallery');
  await page.evaluate(`Promise.all(['es-drafts', 'es-uploads'].map((name) => new Promise((done) => {
    indexedDB.deleteDatabase(name).onsuccess = done;
  })))`);
  await page.getByRole('link', { name: 'Create' }).first().click();
  return page;
}

/** A file that is no clip, and a link that leads into a private network, are refused in plain words; another clip is taken. */
export async function refusalJourney(stage: WebStage): Promise<void> {
  const broken = join(stage.world.folder, 'notes.mp4');
  await writeFile(broken, 'This is no video at all, just words. '.repeat(50));
  const page = await openEmptyForm(stage);
  const drop = page.getByLabel('Drop an example clip', { exact: true });
  await drop.setInputFiles(broken);
  const refusal = page.getByRole('alert');
  await refusal.waitFor();
  expect(await refusal.innerText()).toMatch(/^notes\.mp4: \S.+\.\s+\S.+\.$/s);
  await page.getByText('The example was refused. Choose another clip.').waitFor();
  expect(await page.getByRole('button', { name: 'Start', exact: true }).isEnabled()).toBe(false);

  await page.getByLabel('Drop an example clip, or paste a link').fill('http://10.0.0.7/clip.mp4');
  await page.getByRole('button', { name: 'Fetch' }).first().click();
  await refusal.filter({ hasText: 'clip.mp4: ' }).waitFor();

  await drop.setInputFiles(stage.example);
  await page.getByText('Ready', { exact: true }).waitFor();
  expect(await refusal.count()).toBe(0);
  await page.close();
}

/** An upload that a reload cut off goes on by itself, and a form that was not sent is kept. */
export async function resumeJourney(stage: WebStage): Promise<void> {
  const long = await stage.world.drawClip(
    'long.mp4',
    'testsrc2=s=640x360:d=4:r=25',
    '-c:v',
    'rawvideo',
    '-f',
    'avi',
  );
  const page = await openEmptyForm(stage);
  // Slow enough to be cut off in the middle.
  const session = await stage.formDevice.newCDPSession(page);
  const upBytesPerSecond = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await upBytesPerSecond(6_000_000);
  await page.getByLabel('What do you want?').fill('Kept on this device');
  await page.getByLabel('Drop an example clip', { exact: true }).setInputFiles(long);
  await page.getByRole('progressbar', { name: 'Sending long.mp4' }).waitFor();
  await page.getByText(/[1-9]\d?% of .* left/).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('arrived and is kept').waitFor();
  await upBytesPerSecond(-1);
  await page.reload();
  // It goes on by itself, with the file that the browser kept.
  await page
    .getByText(/^Ready$|was refused/)
    .first()
    .waitFor();
  expect(await page.getByLabel('What do you want?').inputValue()).toBe('Kept on this device');
  await page.close();
}

/** Signing a device out elsewhere ends what it shows, without a reload. */
export async function signOutJourney({ formDevice, lostDevice, openAt }: WebStage): Promise<void> {
  const lost = await openAt(lostDevice, '#/runs');
  await lost.getByRole('heading', { name: 'Creations' }).waitFor();
  const account = await openAt(formDevice, '#/account');
  await account.getByRole('button', { name: 'Sign out Firefox on Mac' }).click();
  await account.getByRole('button', { name: 'Sign out Firefox on Mac' }).waitFor({ state: 'detached' });
  await lost.getByRole('form', { name: 'Sign in' }).waitFor();
  expect(await lost.getByRole('heading', { name: 'Creations' }).count()).toBe(0);
  await lost.close();
  await account.close();
}

/** Tokens are bought at a price that is named before: a declined payment books nothing, a paid one is in the wallet at once. */
export async function topUpJourney({ formDevice, openAt }: WebStage): Promise<void> {
  const page = await openAt(formDevice, '#/wallet');
  // Other journeys spend from the same wallet meanwhile, so the entry is looked at and not the balance.
  const cameIn = page
    .getByRole('listitem')
    .filter({ hasText: 'Tokens came in' })
    .filter({ hasText: '+500 tk' });
  await page.getByRole('heading', { name: 'Buy tokens' }).waitFor();
  const buy = page.getByRole('button', { name: /^Buy 500 tk for \$\d/ });
  await buy.click();
  const order = page.getByRole('region', { name: /^500 tk for .* wait for their payment$/ });
  await order.getByRole('button', { name: 'Decline' }).click();
  await order.waitFor({ state: 'detached' });
  expect(await cameIn.count()).toBe(0);
  await buy.click();
  await order.getByText('A test payment: no money moves.').waitFor();
  // What waits for its payment is still there after a reload.
  await page.reload();
  await order.getByRole('button', { name: 'Pay', exact: true }).click();
  await order.waitFor({ state: 'detached' });
  await cameIn.waitFor();
  await page.close();
}

/** A person takes a copy of their data along, and is forgotten: the page ends at the sign-in, which knows nobody by that name. */
export async function forgottenJourney({ formDevice, openAt }: WebStage): Promise<void> {
  const page = await openAt(formDevice, '#/account');
  await page.getByRole('button', { name: 'Ask for a copy' }).click();
  await page.getByRole('link', { name: 'identity.json' }).waitFor();
  await page.getByRole('button', { name: 'Erase me' }).click();
  const dialog = page.getByRole('dialog');
  const name = /^Type (.*) to say that you mean it$/;
  const label = await dialog.getByText(name).innerText();
  expect(await dialog.getByRole('button', { name: 'Erase me' }).isEnabled()).toBe(false);
  await dialog.getByLabel(name).fill(name.exec(label)![1]!);
  await dialog.getByRole('button', { name: 'Erase me' }).click();
  await page.getByLabel('E-mail address').waitFor();
  await page.close();
}
