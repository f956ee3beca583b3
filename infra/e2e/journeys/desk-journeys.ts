import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { countLoads } from '../studio-browser.ts';
import { askStudio } from './ask-studio.ts';
import type { WebStage } from './web-stage.ts';

/** A broken link is told, and comes back without a reload; what happened meanwhile is there. */
export async function reconnectJourney({ admin, world }: WebStage): Promise<void> {
  const page = await admin.newPage();
  const links: { close: () => Promise<void> }[] = [];
  let isCut = false;
  await page.routeWebSocket(/\/graphql/, (link) => {
    if (isCut) return void link.close();
    link.connectToServer();
    links.push(link);
  });
  await page.goto('/#/log');
  const hud = page.getByRole('banner');
  await hud.getByText('Live', { exact: true }).waitFor();
  const loads = countLoads(page);
  isCut = true;
  for (const link of links) await link.close();
  await hud.getByText('Reconnecting').waitFor();
  await askStudio(
    world.studio.stateDir,
    `insert into bus.action_log (id, severity, source_module, event_type, message, economic_impact, operator_action, occurred_at)
     values (gen_random_uuid(), 'WARN', 'operations', 'LINK_TESTED', 'Logged while the link was down', '{}', '{}', now())`,
  );
  isCut = false;
  await hud.getByText('Live', { exact: true }).waitFor();
  await page.getByText('Logged while the link was down').waitFor();
  expect(loads()).toBe(0);
  await page.close();
}

/** An order reaches the router and is lifted again; then the manifest is rolled back, and the page says so. */
export async function routingJourney({ admin, openAt }: WebStage): Promise<void> {
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

  await page.getByRole('button', { name: 'Roll back' }).click();
  const rollback = page.getByRole('dialog', { name: 'Roll the manifest back?' });
  await rollback.getByLabel('Why? It is kept for good.').fill('To see that it can be done');
  await rollback.getByRole('button', { name: 'Roll back' }).click();
  await rollback.waitFor({ state: 'detached' });
  await page
    .getByText(/^Holds version \d+$/)
    .first()
    .waitFor();
  await page.close();
}

/** In development GraphiQL is beside the dashboard, and asks as whoever is signed in. */
export async function graphiqlJourney({ admin, openAt }: WebStage): Promise<void> {
  const page = await openAt(admin, 'graphiql');
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.getByRole('button', { name: /Execute query/ }).click();
  await page.locator('.graphiql-response').getByText('"Query"').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
}

/** Pages are found by the palette and by chords of keys. */
export async function keyboardJourney({ admin, openAt }: WebStage): Promise<void> {
  const page = await openAt(admin, '#/margin');
  await page.getByRole('heading', { name: 'Margin', exact: true }).waitFor();
  await arrive(page, 'Dead letters', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('dead');
    await page.keyboard.press('Enter');
  });
  await arrive(page, 'Action log', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('l');
  });
  await page.close();
}

/** Presses until a page is there: one that is busy may miss a key, as it may a person's. */
async function arrive(page: Page, name: string, press: () => Promise<void>): Promise<void> {
  const heading = page.getByRole('heading', { name, level: 1 });
  for (let attempt = 1; ; attempt += 1) {
    await press();
    try {
      return await heading.waitFor({ timeout: 3_000 });
    } catch (fault) {
      if (attempt === 20) throw fault;
    }
  }
}

/** What could not be done is done after all, on an admin's word. */
export async function deadLetterJourney({ world, admin, openAt }: WebStage): Promise<void> {
  await bury(world.studio.stateDir);
  const page = await openAt(admin, '#/dead-letters');
  await page.getByRole('row').filter({ hasText: 'WorkflowCatalogueChanged' }).first().click();
  const letter = page.getByRole('dialog', { name: /WorkflowCatalogueChanged/ });
  await letter.getByRole('button', { name: 'Replay' }).click();
  const ask = page.getByRole('dialog', { name: 'Do it again?' });
  await ask.getByRole('button', { name: 'Replay' }).click();
  await ask.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.getByText('Done after all', { exact: true }).first().click();
  await page.getByRole('row').filter({ hasText: 'WorkflowCatalogueChanged' }).first().waitFor();
  await page.close();
}

/** Puts an event that a context has handled long ago among its dead letters, as if it could not have handled it. */
async function bury(stateDir: string): Promise<void> {
  const rowCount = await askStudio(
    stateDir,
    `insert into bus.dead_letter (id, owner, source, subject, aggregate_id, cause_class, error, payload, payload_hash,
       idempotency_key, correlation_id, attempts, created_at, updated_at, tenant_id)
     select gen_random_uuid(), 'execution', 'consumer', type, aggregate_id, 'HANDLER_FAILED', 'A disk was full.', body,
       'unknown', event_id, correlation_id, 3, now(), now(), (body->>'tenantId')::uuid
     from bus.event_log where type = 'WorkflowCatalogueChanged.v1' order by position desc limit 1`,
  );
  expect(rowCount).toBe(1);
}

/** A workflow is copied into a draft; what is no JSON is told by its line, what is saved is kept, and the draft is given up. */
export async function draftJourney({ admin, openAt }: WebStage): Promise<void> {
  const page = await openAt(admin, '#/studio');
  await page
    .getByRole('button', { name: /^Copy / })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make the draft' }).click();
  const editor = page.getByLabel('Definition, JSON');
  const definition = await editor.inputValue();
  await editor.fill(`${definition}}`);
  await page.getByText(/^Line \d+, column \d+: /).waitFor();
  await editor.fill(definition);
  await page.getByLabel('Title', { exact: true }).fill('Copied and renamed');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByRole('heading', { name: 'Copied and renamed', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Give it up' }).click();
  await page
    .getByRole('dialog', { name: 'Give this draft up?' })
    .getByRole('button', { name: 'Give it up' })
    .click();
  await page.getByText('Nothing is being worked on').waitFor();
  await page.close();
}
