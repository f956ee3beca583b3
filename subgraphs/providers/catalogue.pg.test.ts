import { newId } from '@effect-studio/kernel/ids';
import { ProviderProbed } from '@effect-studio/schema/events/execution';
import { admin, creator } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import subgraph from './subgraph.ts';
import { type HouseWorkflow, seedHouseCatalogue } from './use-cases/seed-house-catalogue.ts';

const workflow = (variant: HouseWorkflow['variant'], digit: string): HouseWorkflow => ({
  workflowId: `look-match-${variant}`,
  effectTypeId: 'look-match',
  variant,
  digest: `sha256:${digit.repeat(64)}`,
  title: `Look match, ${variant}`,
});
const HOUSE = [workflow('fast', 'a'), workflow('balanced', 'b'), workflow('fine', 'c')];

let studio: TestStudio;
beforeAll(async () => {
  studio = await TestStudio.open([subgraph]);
  await seedHouseCatalogue(studio.call('providers'), HOUSE);
});
afterAll(() => studio.close());

const lastCatalogue = async () => (await studio.written('WorkflowCatalogueChanged.v1')).at(-1)!.payload;
const probe = (providerId: string, healthy: boolean, onlineAgents = 1) =>
  studio.deliver('providers', ProviderProbed, providerId, {
    providerId,
    healthy,
    onlineAgents,
    detail: 'A probe.',
  });
const pause = (caller = admin(), input: object = {}) =>
  studio.execute(
    'providers',
    caller,
    `mutation ($input: SetProviderPausedInput!) { setProviderPaused(input: $input) { __typename ... on Provider { id status } ... on Problem { title } } }`,
    {
      input: { providerId: 'cpu-swift', isPaused: true, reason: 'Upkeep', idempotencyKey: newId(), ...input },
    },
  );

describe('seeding the house catalogue', () => {
  it('announces the whole active catalogue with plain digests', async () => {
    expect(await lastCatalogue()).toMatchObject({
      workflows: [
        {
          workflowId: 'look-match-fast',
          providerId: 'cpu-swift',
          digest: 'a'.repeat(64),
          instanceType: 'cpu.swift',
        },
        { workflowId: 'look-match-balanced', providerId: 'cpu-studio', providerStatus: 'HEALTHY' },
        { workflowId: 'look-match-fine', providerId: 'cpu-atelier', adapter: 'ffmpeg', active: true },
      ],
    });
  });

  it('changes and announces nothing the second time', async () => {
    const before = (await studio.written()).length;
    expect(await seedHouseCatalogue(studio.call('providers'), HOUSE)).toBe(false);
    expect((await studio.written()).length).toBe(before);
  });

  it('announces a new digest and retires what is not declared any more', async () => {
    expect(await seedHouseCatalogue(studio.call('providers'), [workflow('fast', 'd'), HOUSE[1]!])).toBe(true);
    const { workflows } = (await lastCatalogue()) as { workflows: { workflowId: string; digest: string }[] };
    expect(workflows.map((entry) => [entry.workflowId, entry.digest[0]])).toEqual([
      ['look-match-fast', 'd'],
      ['look-match-balanced', 'b'],
    ]);
    await seedHouseCatalogue(studio.call('providers'), HOUSE);
  });

  it('refuses a workflow of an undeclared effect', async () => {
    const stray = { ...HOUSE[0]!, effectTypeId: 'time-travel' };
    await expect(seedHouseCatalogue(studio.call('providers'), [stray])).rejects.toMatchObject({
      code: 'EFFECT_TYPE_UNKNOWN',
    });
  });
});

describe('the catalogue on the graph', () => {
  it('shows effect types to visitors, with their workflows and providers', async () => {
    const { data, errors } = await studio.execute(
      'providers',
      creator(),
      '{ effectTypes { id basePriceTokens workflows { id variant provider { id status } effectType { id } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data!.effectTypes).toContainEqual({
      id: 'look-match',
      basePriceTokens: 12,
      workflows: [
        {
          id: 'look-match-fast',
          variant: 'FAST',
          provider: { id: 'cpu-swift', status: 'HEALTHY' },
          effectType: { id: 'look-match' },
        },
        {
          id: 'look-match-balanced',
          variant: 'BALANCED',
          provider: { id: 'cpu-studio', status: 'HEALTHY' },
          effectType: { id: 'look-match' },
        },
        {
          id: 'look-match-fine',
          variant: 'FINE',
          provider: { id: 'cpu-atelier', status: 'HEALTHY' },
          effectType: { id: 'look-match' },
        },
      ],
    });
  });

  it('keeps the list of providers from creators', async () => {
    const { errors } = await studio.execute('providers', creator(), '{ providers { id } }');
    expect(errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});

describe('health', () => {
  it('takes a provider out after three bad probes, and tells it with the catalogue', async () => {
    for (let count = 0; count < 3; count += 1) await probe('cpu-atelier', false);
    const changes = (await studio.written('ProviderStatusChanged.v1')).filter(
      (event) => event.aggregateId === 'cpu-atelier',
    );
    expect(changes.map((event) => event.payload.to)).toEqual(['DEGRADED', 'UNHEALTHY']);
    const { workflows } = (await lastCatalogue()) as {
      workflows: { providerId: string; providerStatus: string }[];
    };
    expect(workflows.find((entry) => entry.providerId === 'cpu-atelier')?.providerStatus).toBe('UNHEALTHY');
  });

  it('ignores a probe of an unknown provider', async () => {
    await probe('nobody', false);
    expect(await studio.deadLetters()).toEqual([]);
  });
});

describe('pausing a provider', () => {
  it('is for admins', async () => {
    expect((await pause(creator())).errors?.[0]).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  it('hides measured health until it is taken back', async () => {
    expect((await pause()).data).toMatchObject({ setProviderPaused: { id: 'cpu-swift', status: 'PAUSED' } });
    for (let count = 0; count < 3; count += 1) await probe('cpu-swift', false, 0);
    const resumed = await pause(admin(), { isPaused: false });
    expect(resumed.data).toMatchObject({ setProviderPaused: { status: 'UNHEALTHY' } });
    const changes = (await studio.written('ProviderStatusChanged.v1')).filter(
      (event) => event.aggregateId === 'cpu-swift',
    );
    expect(changes.map((event) => [event.payload.from, event.payload.to])).toEqual([
      ['HEALTHY', 'PAUSED'],
      ['PAUSED', 'UNHEALTHY'],
    ]);
  });

  it('answers NotFound for a provider that does not exist', async () => {
    expect((await pause(admin(), { providerId: 'nobody' })).data).toMatchObject({
      setProviderPaused: { __typename: 'NotFound' },
    });
  });
});
