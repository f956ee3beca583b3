import { publishRateCard } from '@effect-studio/economics/rate-card/use-cases/publish-rate-card';
import { readRateCard } from '@effect-studio/economics/rate-card/use-cases/read-rate-cards';
import economics from '@effect-studio/economics/subgraph';
import { readTwinFile } from '@effect-studio/gpu-agent/runners/twin/twin-file';
import { twinDeclarations } from '@effect-studio/gpu-agent/studio/declaration';
import identity from '@effect-studio/identity/subgraph';
import { allowEnrolment } from '@effect-studio/identity/use-cases/allow-enrolment';
import { readKernelConfig } from '@effect-studio/kernel/config';
import { type CallContext, systemCaller } from '@effect-studio/kernel/context';
import { Host } from '@effect-studio/kernel/host';
import { newId, SYSTEM_SUBJECT_ID } from '@effect-studio/kernel/ids';
import type { ProviderDeclaration } from '@effect-studio/providers/domain/check-declaration';
import providers from '@effect-studio/providers/subgraph';
import { declareProvider } from '@effect-studio/providers/use-cases/declare-provider';

/**
 * Brings the simulated providers of a file into the studio: their prices first, so that nothing is ever unpriced, then
 * the catalogue, then the right to enrol for each token of TWIN_ENROLMENT_TOKENS. Argument: the file.
 */
const file = await readTwinFile(process.argv[2] ?? '');
const host = new Host({
  config: readKernelConfig(),
  definitions: [identity, economics, providers],
  service: 'declare-twins',
  withWorkers: false,
});
await host.start();
const correlationId = newId();
const call = (context: string): CallContext =>
  host.subgraph(context).contextFor({ caller: systemCaller(), correlationId });

/** Adds what is missing or different to the prices in force; changes nothing when all is there. */
async function price(): Promise<void> {
  const card = await readRateCard(call('economics'), null);
  if (!card) throw new Error('the studio has no prices yet');
  const rates = file.providers.map(({ id, instanceType, nanoUsdPerHour }) => ({
    providerId: id,
    instanceType,
    nanoUsdPerHour,
  }));
  const isTwins = ({ providerId }: { providerId: string }): boolean =>
    rates.some((rate) => rate.providerId === providerId);
  const isThere = rates.every((rate) =>
    card.instanceRates.some(
      ({ providerId, instanceType, nanoUsdPerHour }) =>
        providerId === rate.providerId &&
        instanceType === rate.instanceType &&
        nanoUsdPerHour === rate.nanoUsdPerHour,
    ),
  );
  if (isThere) return;
  const { tokenRateNanoUsd, runPriceTokens, effectPrices, spotMultiplierPpm, providerPrices, agentPayPpm } =
    card;
  const instanceRates = [...card.instanceRates.filter((rate) => !isTwins(rate)), ...rates];
  const terms = {
    tokenRateNanoUsd,
    runPriceTokens,
    effectPrices,
    spotMultiplierPpm,
    providerPrices,
    agentPayPpm,
  };
  await publishRateCard(call('economics'), {
    terms: { ...terms, instanceRates },
    note: 'simulated providers',
  });
}

try {
  await price();
  for (const declaration of twinDeclarations(file)) {
    const answer = await declareProvider(call('providers'), {
      ...declared(declaration),
      idempotencyKey: newId(),
    });
    if (answer.__typename !== 'Provider') throw new Error(`${declaration.id}: ${answer.humanReadableCause}`);
  }
  for (const [index, token] of (process.env.TWIN_ENROLMENT_TOKENS ?? '')
    .split(',')
    .filter(Boolean)
    .entries()) {
    const owner = { ownerId: SYSTEM_SUBJECT_ID, scopes: ['agent:lease'] };
    await allowEnrolment(call('identity'), { token, name: `Twin ${index}`, ...owner });
  }
} finally {
  await host.stop();
}

/** The graph's words as the use case takes them. */
function declared(input: ReturnType<typeof twinDeclarations>[number]): ProviderDeclaration {
  return {
    ...input,
    capabilities: [input.capabilities ?? []].flat(),
    budgetContexts: input.budgetContexts ? [input.budgetContexts].flat() : null,
    workflows: [input.workflows].flat().map((workflow) => ({
      ...workflow,
      variant: workflow.variant.toLowerCase() as ProviderDeclaration['workflows'][number]['variant'],
      vramMiB: workflow.vramMiB ?? null,
      capabilities: [workflow.capabilities ?? []].flat(),
    })),
  };
}
