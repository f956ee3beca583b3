import identity from '@effect-studio/identity/subgraph';
import { registerPerson } from '@effect-studio/identity/use-cases/register-person';
import { newId } from '@effect-studio/kernel/ids';
import { look } from './house-journeys.ts';
import { asPlatformOf } from './stage-host.ts';
import type { WebStage } from './web-stage.ts';

/** A person is made a maker; they copy a workflow, try it on a clip of the house, hand it in, and lose the page with the role. */
export async function makerJourney({ world, browser, admin, openAt }: WebStage): Promise<void> {
  const name = `Mona ${newId().slice(-6)}`;
  const email = `${newId()}@example.org`;
  await asPlatformOf(world.studio.stateDir, identity, (call) =>
    registerPerson(call, { email, displayName: name, roles: [] }),
  );
  const desk = await openAt(admin, '#/people');
  await desk.getByLabel('Part of a name, or a whole e-mail address').fill(email);
  const person = desk.getByRole('row').filter({ hasText: name });
  await person.click();
  const change = async (ask: string, word: string) => {
    await desk.getByRole('dialog', { name, exact: true }).getByRole('button', { name: ask }).click();
    const dialog = desk.getByRole('dialog', { name: new RegExp(`^(Make|Take).*${name}.*\\?$`) });
    await dialog.getByLabel('Why? It is kept for good.').fill('To see that it can be done');
    await dialog.getByRole('button', { name: ask }).click();
    await dialog.waitFor({ state: 'detached' });
    await person.getByText(word, { exact: true }).waitFor();
  };
  await change('Make a maker', 'Maker');

  const maker = await browser.signIn('creator', email);
  const page = await openAt(maker, '#/making');
  await page.getByText('Nothing is being worked on').waitFor();
  await look(page, 'making');
  await page
    .getByRole('button', { name: /^Copy / })
    .first()
    .click();
  const copy = page.getByRole('dialog', { name: /^Copy / });
  await copy.getByLabel('Title', { exact: true }).fill('As Mona likes it');
  await copy.getByLabel('Id of the new workflow').fill(`mona-${newId().slice(-6)}`);
  await copy.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByRole('heading', { name: 'As Mona likes it', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByLabel('What it rendered').waitFor();
  await page.getByText(/^\d+ of 100, /).waitFor();
  await look(page, 'making-draft');
  await page.getByRole('button', { name: 'Hand it in' }).click();
  const handIn = page.getByRole('dialog', { name: 'Hand this draft in?' });
  await handIn.getByLabel('What was changed, and why').fill('A look of my own');
  await handIn.getByRole('button', { name: 'Hand it in' }).click();
  await handIn.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Effect making' }).first().click();
  await page.getByText('In review').waitFor();
  await look(page, 'making-handed-in');

  // Whoever loses the role is signed out at once.
  await change('No maker any more', 'Creator');
  await page.getByRole('form', { name: 'Sign in' }).waitFor();
  await page.close();
  await desk.close();
}
