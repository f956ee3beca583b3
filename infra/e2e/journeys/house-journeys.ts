import { generateKeyPairSync } from 'node:crypto';
import identity from '@effect-studio/identity/subgraph';
import { enrolMachine } from '@effect-studio/identity/use-cases/enrol-machine';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import { newId } from '@effect-studio/kernel/ids';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { loadAxe, photograph, violationsNow } from '../accessibility.ts';
import { asPlatformOf } from './stage-host.ts';
import type { WebStage } from './web-stage.ts';

/** What is open now is accessible; a picture of it is taken where pictures are wanted. */
export async function look(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(300);
  await photograph(page, name);
  await loadAxe(page);
  expect({ name, found: await violationsNow(page) }).toEqual({ name, found: [] });
}

/** A fleet is declared, its workflow assigned, its size set and its bounds changed, each by the difference; an earlier document holds again. */
export async function fleetJourney({ admin, openAt }: WebStage): Promise<void> {
  const page = await openAt(admin, '#/fleets');
  const hold = async (note: string, shows: string | RegExp) => {
    const dialog = page.getByRole('dialog', { name: 'Make it hold' });
    await dialog.getByText(shows).first().waitFor();
    await dialog.getByLabel('What is changed, and why').fill(note);
    await look(page, `fleets-${note.split(' ')[0]}`);
    await dialog.getByRole('button', { name: 'Make it hold' }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await page.getByRole('button', { name: 'Edit the document' }).first().click();
  await page.getByRole('button', { name: 'Begin with a small one' }).click();
  await look(page, 'fleets-document');
  await page.getByRole('button', { name: 'Look at the difference' }).click();
  await hold('Begin with a house fleet', 'fleets.house');
  const row = page.getByRole('row').filter({ hasText: 'house' }).first();
  await row.waitFor();

  await page.getByRole('button', { name: 'Assign a workflow' }).click();
  const assign = page.getByRole('dialog', { name: 'Which fleets render it?' });
  await assign.getByRole('combobox', { name: 'Workflow' }).click();
  await page.getByRole('option').first().click();
  await assign.getByRole('combobox', { name: 'Fleets' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('option', { name: 'house' }).click();
  await page.getByRole('option', { name: 'default' }).click();
  await page.keyboard.press('Tab');
  await assign.getByRole('button', { name: 'Look at the difference' }).click();
  await hold('Assign one to it', /assignments/);

  await row.click();
  const fleet = page.getByRole('dialog', { name: 'house', exact: true });
  await fleet.getByLabel('Agents wanted').fill('1');
  await look(page, 'fleets-fleet');
  await fleet.getByRole('button', { name: 'Set the size' }).click();
  await page.getByText('is to have 1, said Ada Admin').waitFor();
  await fleet.getByLabel('At most').fill('1');
  await fleet.getByRole('button', { name: 'Look at the difference' }).click();
  await hold('Fewer are enough', 'fleets.house.maxAgents');
  await page.getByText('had house-1 started').waitFor();
  await look(page, 'fleets-filled');

  await page.getByRole('row').filter({ hasText: 'Begin with a house fleet' }).click();
  await page.getByRole('button', { name: 'Make it hold again' }).click();
  await hold('Back to the first', 'fleets.house.maxAgents');
  await page.getByText('document 4 holds').waitFor();
  await page.close();
}

/** A provider renders a house clip on one machine and tells quality, time and cost; its name is changed, with what was before. */
export async function providerJourney({ admin, openAt }: WebStage): Promise<void> {
  const page = await openAt(admin, '#/providers/cpu-swift');
  const drawer = page.getByRole('dialog', { name: 'Swift', exact: true });
  const test = drawer.getByRole('region', { name: 'Test call' });
  await test.getByRole('combobox', { name: 'Machine' }).click();
  await page.getByRole('option').first().click();
  await test.getByRole('button', { name: 'Test it' }).click();
  await test.getByText('Machine time').waitFor();
  await test.getByLabel('What it rendered').waitFor();
  await test.scrollIntoViewIfNeeded();
  await look(page, 'providers-tested');

  await drawer.getByRole('button', { name: 'Change it' }).click();
  const change = page.getByRole('dialog', { name: 'Change Swift' });
  await change.getByRole('textbox', { name: /^Name/ }).fill('Swift as ever');
  await change.getByLabel('Why? It is kept for good.').fill('To see that it can be done');
  await look(page, 'providers-change');
  await change.getByRole('button', { name: 'Change it' }).click();
  const renamed = page.getByRole('dialog', { name: 'Swift as ever', exact: true });
  await renamed.getByText('To see that it can be done').waitFor();
  await renamed.getByRole('button', { name: 'Change it' }).click();
  const back = page.getByRole('dialog', { name: 'Change Swift as ever' });
  await back.getByRole('textbox', { name: /^Name/ }).fill('Swift');
  await back.getByLabel('Why? It is kept for good.').fill('And back');
  await back.getByRole('button', { name: 'Change it' }).click();
  await page.getByRole('dialog', { name: 'Swift', exact: true }).getByText('And back').waitFor();
  await page.close();
}

/** Somebody becomes an admin and is none again; a partner's program is let in, gets another key, less to do, and is revoked. */
export async function peopleJourney({ world, admin, openAt }: WebStage): Promise<void> {
  const { stateDir } = world.studio;
  const name = `Paula ${newId().slice(-6)}`;
  const email = `${newId()}@example.org`;
  await asPlatformOf(stateDir, identity, (call) =>
    registerPerson(call, { email, displayName: name, roles: [] }),
  );
  const page = await openAt(admin, '#/people');
  await page.getByLabel('Part of a name, or a whole e-mail address').fill(email);
  const person = page.getByRole('row').filter({ hasText: name });
  await person.click();
  for (const [ask, word] of [
    ['Make an admin', 'Admin'],
    ['Take the role away', 'Creator'],
  ] as const) {
    await page.getByRole('dialog', { name, exact: true }).getByRole('button', { name: ask }).click();
    const dialog = page.getByRole('dialog', { name: new RegExp(`^(Make|Take).*${name}.*\\?$`) });
    await dialog.getByLabel('Why? It is kept for good.').fill('To see that it can be done');
    await dialog.getByRole('button', { name: ask }).click();
    await dialog.waitFor({ state: 'detached' });
    await person.getByText(word, { exact: true }).waitFor();
  }
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Let a program in' }).click();
  const invite = page.getByRole('dialog', { name: 'Let a program in' });
  await invite.getByLabel('Its name').fill('Shop window');
  await invite.getByRole('combobox', { name: 'Whom it acts for' }).fill(name);
  await page.getByRole('option', { name }).click();
  await look(page, 'people-invite');
  await invite.getByRole('button', { name: 'Get a token' }).click();
  const first = await page.getByRole('dialog').locator('pre, code').first().innerText();
  await page.keyboard.press('Escape');
  const key = () => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const enrol = (enrolmentToken: string) =>
    asPlatformOf(stateDir, identity, (call) =>
      enrolMachine(call, {
        ...{ enrolmentToken: enrolmentToken.trim(), name: 'Shop window' },
        ...{ publicKeyJwk: key(), idempotencyKey: newId() },
      }),
    );
  const enrolled = await enrol(first);
  await page.reload();
  await page.getByRole('row').filter({ hasText: 'Shop window' }).click();
  const program = page.getByRole('dialog', { name: 'Shop window', exact: true });
  await program.getByLabel('Start runs, which cost tokens').uncheck();
  await program.getByLabel('Operations a day').fill('25');
  await program.getByRole('button', { name: 'Save it' }).click();
  await page.getByRole('row').filter({ hasText: 'Shop window' }).getByText('25', { exact: true }).waitFor();
  await program.getByRole('button', { name: 'Change its key' }).click();
  const ask = page.getByRole('dialog', { name: 'Change the key of Shop window?' });
  await ask.getByRole('button', { name: 'Get a token' }).click();
  const next = await program.locator('pre, code').first().innerText();
  await look(page, 'people-partner');
  expect(await enrol(next)).toEqual({ ...enrolled, scopes: ['media', 'runs:read'] });
  await program.getByRole('button', { name: 'Revoke', exact: true }).click();
  const revoke = page.getByRole('dialog', { name: 'Revoke Shop window?' });
  await revoke.getByLabel('Why? Its owner is told.').fill('It was a try');
  await revoke.getByRole('button', { name: 'Revoke, for good' }).click();
  await page.getByRole('row').filter({ hasText: 'Shop window' }).getByText('Revoked').waitFor();
  await page.close();
}
