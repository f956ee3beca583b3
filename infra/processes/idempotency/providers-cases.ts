import { newId } from '@effect-studio/kernel/ids';
import providers from '@effect-studio/providers/subgraph';
import { seedHouseCatalogue } from '@effect-studio/providers/use-cases/seed-house-catalogue';
import { admin } from '@effect-studio/testing/callers';
import { TestStudio } from '@effect-studio/testing/test-studio';
import { type ContextCases, counter, eventCounter } from './mutation-case.ts';
import { HOUSE_DEFINITION, WORKFLOW_MUTATIONS, workflowMutations } from './workflow-cases.ts';

export const providersCases: ContextCases = {
  context: 'providers',
  names: ['declareProvider', 'setProviderPaused', ...WORKFLOW_MUTATIONS],
  open: async (options) => {
    // One machine that takes forms with the lease.
    const agents = [{ id: newId() }];
    const graph = { ask: async <Data>() => ({ eligibleAgents: agents }) as Data };
    const studio = await TestStudio.open([providers], { ...options, graph });
    const house = (['fast', 'balanced', 'fine'] as const).map((variant) => ({
      workflowId: `look-match-${variant}`,
      effectTypeId: 'look-match',
      variant,
      digest: 'a'.repeat(64),
      title: 'Look match',
      ...(variant === 'fast' ? { definition: HOUSE_DEFINITION } : {}),
    }));
    await seedHouseCatalogue(studio.call('providers'), house);
    let isPaused = false;
    let declared = 0;
    return {
      studio,
      close: () => studio.close(),
      mutations: {
        ...workflowMutations(studio),
        declareProvider: async () => {
          declared += 1;
          const id = `declared-${declared}`;
          const input = {
            ...{ id, name: 'Mill', adapter: 'http', instanceType: 'mill.large' },
            workflows: [
              {
                id: `${id}-fast`,
                effectTypeId: 'look-match',
                variant: 'FAST',
                digest: 'b'.repeat(64),
                title: 'Fast',
              },
            ],
          };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, name: 'Windmill' },
            countEffects: counter(
              studio,
              `select count(*) from bus.event where type = 'WorkflowCatalogueChanged.v1'
                 and (body -> 'payload' -> 'workflows')::jsonb @> $1::jsonb`,
              [JSON.stringify([{ providerId: id }])],
            ),
          };
        },
        setProviderPaused: async () => {
          isPaused = !isPaused;
          const input = { providerId: 'cpu-swift', isPaused, reason: 'Upkeep' };
          return {
            caller: admin(),
            input,
            otherInput: { ...input, isPaused: !isPaused },
            countEffects: eventCounter(studio, 'ProviderStatusChanged.v1', 'cpu-swift'),
          };
        },
      },
    };
  },
};
