import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import type { WebStage } from './web-stage.ts';

/** In the page: forgets databases of this device. */
const deleting = (...names: string[]): string =>
  `Promise.all(${JSON.stringify(names)}.map((name) => new Promise((done) => {
    indexedDB.deleteDatabase(name).onsuccess = done;
  })))`;

/** The form for a new run, without what other journeys kept on this device. */
async function openEmptyForm({ formDevice, openAt }: WebStage): Promise<Page> {
  const page = await openAt(formDevice, '#/gallery');
  await page.evaluate(deleting('es-drafts', 'es-upload-states', 'es-upload-files'));
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

/** A link is pasted: the studio says how much of the clip it has fetched, and the run can be started with it. */
export async function linkJourney(stage: WebStage): Promise<void> {
  const clip = await readFile(stage.example);
  const half = Math.floor(clip.length / 2);
  let sendRest = (): void => undefined;
  stage.links.serve('/films/evening.mp4', (response) => {
    response.writeHead(200, { 'content-length': clip.length }).write(clip.subarray(0, half));
    sendRest = () => void response.end(clip.subarray(half));
  });
  const page = await openEmptyForm(stage);
  await page.getByRole('heading', { name: 'Make my clip look like this' }).waitFor();
  await page.evaluate(`(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'http://127.0.0.1:${stage.links.port}/films/evening.mp4');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  })()`);
  await page.getByText(/^[\d.]+ .?B of [\d.]+ .?B fetched$/).waitFor();
  sendRest();
  await page.getByText('Ready', { exact: true }).waitFor();
  await page.getByText('evening.mp4').first().waitFor();
  await page.getByLabel('What do you want?').fill('As in the film');
  await expect.poll(() => page.getByRole('button', { name: 'Start', exact: true }).isEnabled()).toBe(true);
  await page.close();
}

/**
 * A reload in the middle of an upload: it goes on by itself and sends no part again that arrived, and the form that was not sent
 * is as it was. Where the browser kept no file, the same file goes on.
 */
export async function resumeJourney(stage: WebStage): Promise<void> {
  const long = await stage.world.drawClip(
    'long.mp4',
    'testsrc2=s=640x360:d=5:r=25,noise=alls=60:allf=t',
    // Nearly lossless noise: some fifty megabytes, in parts of eight.
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '4', '-pix_fmt', 'yuv420p'],
  );
  const page = await openEmptyForm(stage);
  const arrived = new Set<string>();
  const sentAgain: string[] = [];
  page.on('request', (request) => {
    const part = partOf(request);
    if (part !== null && arrived.has(part)) sentAgain.push(part);
  });
  // Slow enough to be cut off in the middle.
  const session = await stage.formDevice.newCDPSession(page);
  const upBytesPerSecond = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    });
  await upBytesPerSecond(8_000_000);
  await page.getByLabel('What do you want?').fill('Kept on this device');
  const drop = page.getByLabel('Drop an example clip', { exact: true });
  await drop.setInputFiles(long);
  const sending = page.getByRole('progressbar', { name: 'Sending long.mp4' });
  await sending.waitFor();
  await page.getByText(/[1-9]\d?% of .*\/s · .* left/).waitFor();
  await expect.poll(() => keptParts(page), { timeout: 60_000 }).not.toEqual([]);
  await upBytesPerSecond(400_000);
  for (const part of await keptParts(page)) arrived.add(part);
  await page.reload();
  // It goes on by itself, with the file that the browser kept.
  await page.getByText(/[1-9]\d?% of .*\/s · .* left/).waitFor();
  expect(await page.getByLabel('What do you want?').inputValue()).toBe('Kept on this device');

  await page.evaluate(deleting('es-upload-files'));
  await page.reload();
  await page.getByText('Pick the same file to continue').waitFor();
  await drop.setInputFiles(long);
  await sending.waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('arrived and is kept').waitFor();
  await upBytesPerSecond(-1);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Ready', { exact: true }).waitFor();
  expect(arrived.size).toBeGreaterThan(0);
  expect(sentAgain).toEqual([]);
  await page.close();
}

/** The number of the part that a request puts into the store; null for all other requests. */
function partOf(request: Request): string | null {
  return request.method() === 'PUT' ? new URL(request.url()).searchParams.get('partNumber') : null;
}

/** Parts of the example that this device knows to be in the store. */
const keptParts = (page: Page): Promise<string[]> =>
  page.evaluate(`new Promise((done) => {
    indexedDB.open('es-upload-states').onsuccess = ({ target: { result: database } }) => {
      database.transaction('values').objectStore('values').get('create-example').onsuccess = ({ target }) => {
        database.close();
        done(Object.keys(target.result?.etags ?? {}));
      };
    };
  })`);

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
