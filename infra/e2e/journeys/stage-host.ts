import { readKernelConfig } from '@effect-studio/kernel/config';
import type { CallContext } from '@effect-studio/kernel/context';
import { systemCaller } from '@effect-studio/kernel/context';
import { Host } from '@effect-studio/kernel/host';
import { newId } from '@effect-studio/kernel/ids';
import type { SubgraphDefinition } from '@effect-studio/kernel/subgraph';
import { findRunningStudio } from '../../local/run-file.ts';

/**
 * Does something in one context of a running studio as the platform, past the graph: for what no page can bring about within
 * minutes, such as the evidence of weeks.
 */
export async function asPlatformOf<Result>(
  stateDir: string,
  definition: SubgraphDefinition,
  act: (call: CallContext) => Promise<Result>,
): Promise<Result> {
  const environment = findRunningStudio(stateDir)?.seedEnvironment ?? {};
  process.env.STUDIO_SECRET = environment.STUDIO_SECRET;
  const config = readKernelConfig({ ...environment });
  const host = new Host({ config, definitions: [definition], service: 'test', withWorkers: false });
  await host.start();
  try {
    const { contextFor } = host.subgraph(definition.name);
    return await act(contextFor({ caller: systemCaller(), correlationId: newId() }));
  } finally {
    await host.stop();
  }
}
