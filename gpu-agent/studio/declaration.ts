import type { DeclareProviderInput } from '@effect-studio/schema/generated/client';
import { ConfigFault } from '../config.ts';
import type { DeclaredProvider } from '../runners/declared-providers.ts';
import { readProviderFile } from '../runners/http-jobs/provider-file.ts';
import {
  readTwinFile,
  TWIN_ADAPTER,
  TWIN_BUDGET_CONTEXTS,
  type TwinFile,
} from '../runners/twin/twin-file.ts';
import type { WorkflowSpec } from '../runners/workflow-spec.ts';

/** What an admin sends to `declareProvider` for a provider, but for the key. */
export type ProviderDeclaration = Omit<DeclareProviderInput, 'idempotencyKey'>;

/** A provider of a file in the words of the graph, with the digests that this agent offers. */
export function declarationOf(
  provider: DeclaredProvider,
  workflows: readonly WorkflowSpec[],
): ProviderDeclaration {
  return {
    id: provider.id,
    name: provider.name,
    adapter: provider.adapter,
    instanceType: provider.instanceType,
    capabilities: provider.capabilities,
    budgetContexts: provider.budgetContexts ?? null,
    workflows: workflows.map(({ id, effectTypeId, variant, digest, description, requires }) => ({
      id,
      effectTypeId,
      variant: variant.toUpperCase() as 'FAST' | 'BALANCED' | 'FINE',
      digest: digest.replace(/^sha256:/, ''),
      title: description,
      vramMiB: requires?.vramMiB ?? null,
      // The machine must have the adapter, whatever else.
      capabilities: [provider.adapter, ...(requires?.capabilities ?? [])],
    })),
  };
}

/** The simulated providers of a file. They work for the studio's own tries, whatever the file says. */
export function twinDeclarations(file: TwinFile): ProviderDeclaration[] {
  return file.providers.map(({ workflows, capabilities, ...provider }) =>
    declarationOf(
      {
        ...provider,
        adapter: TWIN_ADAPTER,
        capabilities: [...capabilities],
        budgetContexts: [...TWIN_BUDGET_CONTEXTS],
      },
      workflows.map(({ spec }) => spec),
    ),
  );
}

/**
 * The providers that the settings name, as JSON: a list of inputs for `declareProvider`.
 * @throws ConfigFault when no file is named, or with every fault of one
 */
export async function declarationText(environment: NodeJS.ProcessEnv): Promise<string> {
  const { AGENT_PROVIDER_FILE: providerFile, AGENT_TWIN_FILE: twinFile } = environment;
  if (!providerFile && !twinFile) {
    throw new ConfigFault(['--provider or --twin: name the file of the providers that are to be declared']);
  }
  const declarations: ProviderDeclaration[] = [];
  if (providerFile) {
    const { provider, workflows } = await readProviderFile(providerFile);
    declarations.push(declarationOf(provider, workflows));
  }
  if (twinFile) declarations.push(...twinDeclarations(await readTwinFile(twinFile)));
  return `${JSON.stringify(declarations, null, 2)}\n`;
}
