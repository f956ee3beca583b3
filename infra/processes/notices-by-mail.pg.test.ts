import { closeDelivery } from '@effect-studio/identity/mail/shared-delivery';
import { MailServer } from '@effect-studio/identity/testing/mail-server';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import { newId } from '@effect-studio/kernel/ids';
import { RunFailed } from '@effect-studio/schema/events/orchestrator';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ComposedStudio } from './testing/composed-studio.ts';

let composed: ComposedStudio;
const server = new MailServer();
beforeAll(async () => {
  await server.open();
  process.env.SMTP_URL = server.url;
  composed = await ComposedStudio.open();
}, 60_000);
afterAll(async () => {
  closeDelivery();
  server.close();
  delete process.env.SMTP_URL;
  await composed?.close();
});

it('a notice goes over the graph to identity and from there to the mail server, once', async () => {
  const { studio } = composed;
  const email = `anna-${newId()}@example.org`;
  const { userId } = await registerPerson(studio.call('identity'), {
    email,
    displayName: 'Anna',
    roles: ['user'],
  });
  const run = { runId: newId(), ownerId: userId, failedIn: 'RUNNING' as const };
  await studio.deliver('notifications', RunFailed, run.runId, {
    ...run,
    reason: 'ALL_FAILED',
    humanReadableCause: 'No provider could render it.',
    suggestedAction: 'Try a shorter clip.',
  });
  await studio.settle();
  const letters = server.letters.filter(({ to }) => to.includes(email));
  expect(letters).toHaveLength(1);
  expect(letters[0]!.text).toContain('Subject: Your run did not work out');
  const { rows } = await studio.ownerPool.query(
    'select state from notifications.delivery where owner_id = $1',
    [userId],
  );
  expect(rows).toEqual([{ state: 'SENT' }]);
});
