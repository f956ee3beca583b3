import { newId } from '@effect-studio/kernel/ids';
import { ProviderProbed } from '@effect-studio/schema/events/execution';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { seedHouseCatalogue } from './use-cases/seed-house-catalogue.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph]);
  const house = { workflowId: 'look-match-fast', effectTypeId: 'look-match', variant: 'fast' as const };
  const ink = { workflowId: 'cartoon-comfyui-ink', effectTypeId: 'cartoon', variant: 'fast' as const };
  await seedHouseCatalogue(studio.call('providers'), [
    { ...house, digest: 'a'.repeat(64), title: 'Look match' },
    { ...ink, digest: 'b'.repeat(64), title: 'Ink', requires: { vramMiB: 4_096, capabilities: ['comfyui'] } },
  ]);
});
afterAll(() => studio.close());

const WORKFLOW = {
  id: 'mill-look-match',
  effectTypeId: 'look-match',
  variant: 'FINE',
  digest: 'c'.repeat(64),
  title: 'Look match of the mill',
  vramMiB: 8_192,
};
const MILL = { id: 'mill', name: 'Mill', adapter: 'http', instanceType: 'mill.large', workflows: [WORKFLOW] };

async function declare(input: object = {}, caller = admin()) {
  const { data, errors } = await studio.execute<{ declareProvider: Record<string, unknown> }>(
    'providers',
    caller,
    `mutation ($input: DeclareProviderInput!) { declareProvider(input: $input) {
      __typename ... on Provider { id status workflows { id isActive vramMiB } } ... on Problem { detail humanReadableCause suggestedAction } } }`,
    { input: { ...MILL, idempotencyKey: newId(), ...input } },
  );
  return data?.declareProvider ?? errors;
}
interface Told {
  workflows: { workflowId: string; providerId: string; providerStatus: string }[];
}
const told = async () =>
  (await studio.written('WorkflowCatalogueChanged.v1')).at(-1)!.payload as unknown as Told;
const ofMill = async () => (await told()).workflows.filter(({ providerId }) => providerId === 'mill');
const probe = (providerId: string, healthy: boolean, onlineAgents: number) =>
  studio.deliver('providers', ProviderProbed, providerId, {
    providerId,
    healthy,
    onlineAgents,
    detail: 'A probe.',
  });

describe('a declared provider', () => {
  it('is in the catalogue at once, and routed to from its first machine on', async () => {
    expect(await declare()).toMatchObject({
      __typename: 'Provider',
      status: 'UNHEALTHY',
      workflows: [{ id: WORKFLOW.id, isActive: true, vramMiB: 8_192 }],
    });
    expect(await ofMill()).toEqual([
      expect.objectContaining({
        providerStatus: 'UNHEALTHY',
        adapter: 'http',
        instanceType: 'mill.large',
        requires: { vramMiB: 8_192, capabilities: [] },
      }),
    ]);
    await probe('mill', true, 1);
    expect((await ofMill())[0]!.providerStatus).toBe('HEALTHY');
  });

  it('changes nothing when it is declared again, keeps its health, and retires what is not named any more', async () => {
    const before = (await studio.written()).length;
    await declare();
    expect((await studio.written()).length).toBe(before);
    const other = { ...WORKFLOW, id: 'mill-look-match-2', digest: 'd'.repeat(64) };
    expect(await declare({ workflows: [other] })).toMatchObject({ status: 'HEALTHY' });
    expect((await ofMill()).map(({ workflowId }) => workflowId)).toEqual(['mill-look-match-2']);
  });

  it('may work for the studio’s own tries only', async () => {
    const workflows = [{ ...WORKFLOW, id: 'twin-look-match' }];
    await declare({ id: 'twin-a', adapter: 'twin', budgetContexts: ['benchmark', 'system_test'], workflows });
    const twin = (await told()).workflows.find(({ providerId }) => providerId === 'twin-a');
    expect(twin).toMatchObject({ budgetContexts: ['benchmark', 'system_test'] });
  });

  it.each([
    ['an id of the house', { id: 'cpu-swift' }, /provider of the house/],
    ['an id that is none', { id: 'The Mill' }, /no id of a provider/],
    ['a workflow of another', { workflows: [{ ...WORKFLOW, id: 'look-match-fast' }] }, /another provider's/],
    ['a workflow twice', { workflows: [WORKFLOW, WORKFLOW] }, /declared twice/],
    ['a digest that is none', { workflows: [{ ...WORKFLOW, digest: 'abc' }] }, /no SHA-256/],
    [
      'an effect that nobody knows',
      { workflows: [{ ...WORKFLOW, effectTypeId: 'levitation' }] },
      /levitation/,
    ],
    ['work for nobody', { budgetContexts: [] }, /for nobody/],
    ['work for strangers', { budgetContexts: ['everyone'] }, /no budget context/],
  ])('is refused for %s, and nothing is changed', async (_what, change, cause) => {
    const before = (await studio.written()).length;
    expect(await declare(change)).toMatchObject({
      __typename: 'InvalidInput',
      humanReadableCause: expect.stringMatching(cause),
    });
    expect((await studio.written()).length).toBe(before);
  });

  it('is an admin’s to declare', async () => {
    expect(JSON.stringify(await declare({}, creator()))).toContain('FORBIDDEN');
  });
});

describe('ComfyUI in the house’s catalogue', () => {
  it('is routed to only once a machine with its nodes and video memory is there', async () => {
    const ink = async () =>
      (await told()).workflows.find(({ workflowId }) => workflowId === 'cartoon-comfyui-ink');
    expect(await ink()).toMatchObject({
      providerId: 'comfyui-canvas',
      providerStatus: 'UNHEALTHY',
      requires: { vramMiB: 4_096, capabilities: ['comfyui'] },
    });
    await probe('comfyui-canvas', false, 0);
    expect(await ink()).toMatchObject({ providerStatus: 'UNHEALTHY' });
    await probe('comfyui-canvas', true, 1);
    expect(await ink()).toMatchObject({ providerStatus: 'HEALTHY' });
  });
});
