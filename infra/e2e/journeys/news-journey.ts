import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { WebStage } from './web-stage.ts';

const NUMBER = '+49 151 12345678';

/** The code of the newest text message that the studio kept; null while there is none. */
async function codeSent(stateDir: string): Promise<string | null> {
  const folder = join(stateDir, 'sms');
  const names = await readdir(folder).catch(() => []);
  const newest = names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .at(-1);
  if (!newest) return null;
  const { text } = JSON.parse(await readFile(join(folder, newest), 'utf8')) as { text: string };
  return /\b\d{6}\b/.exec(text)?.[0] ?? null;
}

/** A number is confirmed by the code that goes to it, a kind of news is switched to it, and the browser shows what is pushed to it. */
export async function newsJourney({ formDevice, world, openAt }: WebStage): Promise<void> {
  const { stateDir, urls } = world.studio;
  const page = await openAt(formDevice, '#/account');
  await page.getByLabel('Number for text messages').fill(NUMBER);
  await page.getByRole('button', { name: 'Send a code' }).click();
  const field = page.getByLabel('Code from the message');
  await field.waitFor();
  await expect.poll(() => codeSent(stateDir), { timeout: 30_000 }).toMatch(/^\d{6}$/);
  await field.fill((await codeSent(stateDir))!);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('confirmed', { exact: true }).waitFor();
  const bySms = page.getByLabel('Tokens came back, by SMS');
  await bySms.click();
  await expect.poll(() => bySms.isChecked(), { timeout: 30_000 }).toBe(true);
  await page.reload();
  await bySms.waitFor();
  expect(await bySms.isChecked()).toBe(true);

  // The push service of the browser is out of reach here: what it would deliver is handed to the worker.
  await formDevice.grantPermissions(['notifications'], { origin: urls.webUser });
  await page.evaluate(
    `navigator.serviceWorker.register('/push-worker.js').then(() => navigator.serviceWorker.ready).then(() => true)`,
  );
  const session = await formDevice.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL }) => scopeURL.startsWith(urls.webUser));
      if (ours) resolve(ours.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.deliverPushMessage', {
    origin: urls.webUser,
    registrationId: await registered,
    data: JSON.stringify({
      id: 'n1',
      title: 'Your clip is ready',
      body: 'Look.',
      url: `${urls.webUser}/#/inbox`,
    }),
  });
  const shown = () =>
    page.evaluate<unknown>(
      `navigator.serviceWorker.ready.then((own) => own.getNotifications()).then((all) => all.map(({ title }) => title))`,
    );
  await expect.poll(shown, { timeout: 30_000 }).toEqual(['Your clip is ready']);
  await page.close();
}
