import { z } from 'zod';
import {
  declaredProvider,
  declaredWorkflow,
  readDeclaration,
  specifyDeclared,
} from '../declared-providers.ts';
import type { WorkflowSpec } from '../workflow-spec.ts';

const providerFile = z.strictObject({
  provider: declaredProvider,
  service: z.strictObject({
    /** Where it lies, without `/v1`. */
    url: z.url({ protocol: /^https?$/ }),
    /** Variable of the agent's environment that holds the bearer token; absent: none is sent. */
    tokenVariable: z.string().min(1).optional(),
  }),
  workflows: z.array(declaredWorkflow).min(1),
});

/** A provider behind a job service, as its file declares it. */
export interface ProviderFile {
  provider: z.infer<typeof declaredProvider>;
  service: { url: string; tokenVariable: string | null };
  workflows: readonly WorkflowSpec[];
}

/** @throws ConfigFault with every fault of the file at once */
export async function readProviderFile(path: string): Promise<ProviderFile> {
  const { provider, service, workflows } = await readDeclaration(path, providerFile);
  return {
    provider,
    service: { url: service.url, tokenVariable: service.tokenVariable ?? null },
    workflows: workflows.map(specifyDeclared),
  };
}
